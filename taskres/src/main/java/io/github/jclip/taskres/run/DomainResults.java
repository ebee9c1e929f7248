// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The results of a run on shifted domains, a file for each domain, named after the domain and the hash of its features
 * file. They are added to a finished run, and go with it.
 */
public final class DomainResults {
    static final String FOLDER = "domains";
    private static final String ENDING = ".json";
    private static final int HASH_DIGITS = 16;
    private static final int NAME_LENGTH = 40;

    private final RunFolder run;

    /** Those of a run. */
    public DomainResults(RunFolder run) {
        this.run = run;
    }

    /** The files, in alphabetical order. */
    public List<Path> files() {
        Path folder = run.path().resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(file -> file.toString().endsWith(ENDING))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
    }

    /**
     * Reads one of the files.
     *
     * @throws BadInputException if it is damaged, of another version, or of another checkpoint than the run's
     */
    public DomainResult read(Path file) {
        DomainResult result = RunFolder.read(file, DomainResult.class);
        if (result.format() != DomainResult.FORMAT) {
            throw bad(file, "is of another version; evaluate on that domain again");
        }
        if (result.dataSet() == null || result.featuresSha256() == null || result.classNames() == null) {
            throw bad(file, "lacks the domain; evaluate on it again");
        }
        requireScores(file, result.zeroShot(), result.classNames().size());
        requireScores(file, result.tuned(), result.classNames().size());
        if (!Objects.equals(run.result().checkpointSha256(), result.checkpointSha256())) {
            throw bad(file, "is of another checkpoint than the run's; evaluate on that domain again");
        }
        return result;
    }

    private static void requireScores(Path file, Scores scores, int classes) {
        if (scores == null
                || scores.classTotals() == null
                || scores.classTotals().size() != classes) {
            throw bad(file, "lacks scores of the domain's classes; evaluate on that domain again");
        }
    }

    /** The result of a domain, where there is one that can be used. */
    public Optional<DomainResult> find(String dataSet, String featuresSha256) {
        Path file = file(dataSet, featuresSha256);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(file)).filter(it -> it.featuresSha256().equals(featuresSha256));
        } catch (BadInputException _) {
            return Optional.empty();
        }
    }

    /**
     * Keeps a result with the run, in the place of an earlier one of the same domain.
     *
     * @return its file
     * @throws BadInputException if it cannot be written
     */
    public Path keep(DomainResult result) {
        Path file = file(result.dataSet(), result.featuresSha256());
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw FileErrors.writing(file.getParent(), e);
        }
        AtomicFile.write(file, RunFolder.json(result));
        return file;
    }

    private Path file(String dataSet, String featuresSha256) {
        String plain = dataSet.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-|-$", "");
        String readable = plain.substring(0, Math.min(plain.length(), NAME_LENGTH));
        return run.path()
                .resolve(FOLDER)
                .resolve("%s-%s%s".formatted(readable, featuresSha256.substring(0, HASH_DIGITS), ENDING));
    }

    private static BadInputException bad(Path file, String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
