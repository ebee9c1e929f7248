// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads logs as TaskRes' {@code parse_test_res.py} does, and prints what it prints: of {@code <directory>/<sub>/log.txt}
 * of every sub-folder, the last value of the keyword after the end signal; their mean and spread. Files beside the
 * sub-folders are passed over, where the original stops.
 */
public final class LogParser {
    /** What the original waits for in the log of a training; in that of a test it is {@link #TEST_SIGNAL}. */
    public static final String END_SIGNAL = "Finish training";

    /** The line before the scores. */
    public static final String TEST_SIGNAL = "=> result";

    private static final double NORMAL_95 = 1.96;

    /** The spread that is printed. */
    public enum Spread {
        /** Standard deviation with the divisor n. */
        STD,
        /** Half the normal 95 % interval of the mean: 1.96·std/√n. */
        CI95
    }

    private final String keyword;
    private final String endSignal;
    private final Spread spread;
    private final Pattern score;
    private final Consumer<String> out;

    /**
     * A parser.
     *
     * @param keyword which score, such as {@code accuracy} or {@code macro_f1}
     * @param endSignal the line after which scores count
     * @param out takes the lines
     */
    public LogParser(String keyword, String endSignal, Spread spread, Consumer<String> out) {
        this.keyword = keyword;
        this.endSignal = endSignal;
        this.spread = spread;
        this.out = out;
        score = Pattern.compile("\\* " + Pattern.quote(keyword) + ": ([.\\deE+-]+)%");
    }

    /**
     * Summarises one experiment.
     *
     * @param directory as it is to be printed
     * @return the mean
     * @throws BadInputException if the directory or a log is missing, or nothing is found
     */
    public double parse(String directory) {
        out.accept("Parsing files in " + directory);
        List<Double> values = new ArrayList<>();
        for (String sub : subFolders(directory)) {
            String file = join(join(directory, sub), "log.txt");
            OptionalDouble value = lastScore(Path.of(file));
            if (value.isPresent()) {
                out.accept("file: %s. %s: %s%%. ".formatted(file, keyword, twoDigits(value.getAsDouble())));
                values.add(value.getAsDouble());
            }
        }
        if (values.isEmpty()) {
            throw new BadInputException(Excerpt.line(
                    "%s: nothing found: no log has '* %s: …%%' after the line '%s'; see --keyword, --end-signal and --test-log"
                            .formatted(directory, keyword, endSignal)));
        }
        double mean = AccuracyTable.mean(values);
        double std = AccuracyTable.populationStd(values, mean);
        double shown = spread == Spread.CI95 ? NORMAL_95 * std / Math.sqrt(values.size()) : std;
        out.accept("===");
        out.accept("Summary of directory: " + directory);
        out.accept("* %s: %s%% +- %s%%".formatted(keyword, twoDigits(mean), twoDigits(shown)));
        out.accept("===");
        return mean;
    }

    /**
     * Summarises every experiment below a directory, and the mean of their means.
     *
     * @throws BadInputException as {@link #parse}
     */
    public void parseEach(String directory) {
        List<Double> means = new ArrayList<>();
        for (String sub : subFolders(directory)) {
            means.add(parse(join(directory, sub)));
        }
        if (means.isEmpty()) {
            throw new BadInputException(
                    Excerpt.line(directory + ": has no sub-folders; give the folder of experiments"));
        }
        out.accept("Average performance");
        out.accept("* %s: %s%%".formatted(keyword, twoDigits(AccuracyTable.mean(means))));
    }

    private static String join(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    private static List<String> subFolders(String directory) {
        Path folder = Path.of(directory);
        FileErrors.requireFolder(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
    }

    private OptionalDouble lastScore(Path file) {
        OptionalDouble last = OptionalDouble.empty();
        boolean ended = false;
        // A reader of this kind takes bytes that are not UTF-8 for question marks, where Files.lines would fail.
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                ended |= line.strip().equals(endSignal);
                Matcher matcher = score.matcher(line);
                if (ended && matcher.find()) {
                    last = OptionalDouble.of(number(file, matcher.group(1)));
                }
            }
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
        return last;
    }

    private double number(Path file, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            throw new BadInputException(
                    Excerpt.line("%s: %s of '%s' is not a number; mend the log".formatted(file, text, keyword)));
        }
    }

    /** As Python rounds: the exact value of the double, ties to even. */
    private static String twoDigits(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString()
                : String.valueOf(value);
    }
}
