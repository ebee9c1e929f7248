// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.train.StepReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines of {@code log.txt}, worded as Dassl words them, so that tools which read its logs read ours. */
final class TrainingLog {
    private static final int PRINT_FREQUENCY = 5;
    private static final int METER_VALUES = 3;

    /** The mean since the epoch began, and the last value. */
    private static final class Meter {
        private double last;
        private double sum;
        private int count;

        void add(double value, boolean first) {
            if (first) {
                sum = 0;
                count = 0;
            }
            last = value;
            sum += value;
            count++;
        }

        double mean() {
            return sum / count;
        }

        Stream<Double> state() {
            return Stream.of(last, sum, (double) count);
        }

        void restore(double earlierLast, double earlierSum, double earlierCount) {
            last = earlierLast;
            sum = earlierSum;
            count = (int) earlierCount;
        }

        String format(String name, int digits) {
            String number = "%." + digits + "f";
            return String.format(Locale.ROOT, name + " " + number + " (" + number + ")", last, mean());
        }
    }

    private final List<String> lines = new ArrayList<>();
    private final FitListener listener;
    private final Meter seconds = new Meter();
    private final Meter dataSeconds = new Meter();
    private final Meter loss = new Meter();
    private final Meter accuracy = new Meter();

    TrainingLog(FitListener listener) {
        this.listener = listener;
    }

    /** The means of the epoch so far: of each the last value, the sum and the number of values. */
    List<Double> means() {
        return all().stream().flatMap(Meter::state).toList();
    }

    private List<Meter> all() {
        return List.of(seconds, dataSeconds, loss, accuracy);
    }

    /** Goes on after the text and the means of another log. */
    void restore(String text, List<Double> means) {
        lines.clear();
        lines.addAll(text.lines().toList());
        for (int i = 0; i < all().size(); i++) {
            int from = i * METER_VALUES;
            all().get(i).restore(means.get(from), means.get(from + 1), means.get(from + 2));
        }
    }

    void line(String line) {
        lines.add(line);
        listener.logged(line);
    }

    /**
     * Every fifth step, or every one where an epoch has fewer.
     * The rate shown is that once the step is over.
     */
    void step(StepReport report) {
        boolean first = report.batch() == 0;
        seconds.add(report.seconds(), first);
        dataSeconds.add(report.dataSeconds(), first);
        loss.add(report.loss(), first);
        accuracy.add(report.accuracy(), first);
        if ((report.batch() + 1) % PRINT_FREQUENCY == 0 || report.batches() < PRINT_FREQUENCY) {
            line(String.format(
                    Locale.ROOT,
                    "epoch [%d/%d] batch [%d/%d] %s %s %s %s lr %.4e eta %s",
                    report.epoch() + 1,
                    report.epochs(),
                    report.batch() + 1,
                    report.batches(),
                    seconds.format("time", 3),
                    dataSeconds.format("data", 3),
                    loss.format("loss", 4),
                    accuracy.format("acc", 4),
                    report.nextLearningRate(),
                    clock(seconds.mean() * report.remaining())));
        }
    }

    void result(Scores result) {
        line("=> result");
        line(String.format(Locale.ROOT, "* total: %,d", result.total()));
        line(String.format(Locale.ROOT, "* correct: %,d", result.correct()));
        line(String.format(Locale.ROOT, "* accuracy: %.1f%%", result.accuracy()));
        line(String.format(Locale.ROOT, "* error: %.1f%%", 100 - result.accuracy()));
        line(String.format(Locale.ROOT, "* macro_f1: %.1f%%", result.macroF1()));
    }

    /** {@code alpha 1.17, beta 2.05}, by name. */
    static String values(Map<String, Double> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(value -> value.getKey() + String.format(Locale.ROOT, " %.4g", value.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** Python's way to write a duration: {@code 1:02:03}, {@code 2 days, 1:02:03}. */
    static String clock(double seconds) {
        Duration duration = Duration.ofSeconds((long) seconds);
        long days = duration.toDays();
        String clock = String.format(
                Locale.ROOT,
                "%d:%02d:%02d",
                duration.toHoursPart(),
                duration.toMinutesPart(),
                duration.toSecondsPart());
        return days == 0 ? clock : days + (days == 1 ? " day, " : " days, ") + clock;
    }

    String text() {
        return String.join("\n", lines) + "\n";
    }
}
