// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A folder of run folders, each named by the hash of what determines it. {@code sweep.json} marks it; a job that failed
 * leaves {@code <job>.failed.json} until it succeeds. Several processes may fill one folder.
 */
public final class SweepFolder {
    private static final String MARKER = "sweep.json";
    private static final String FAILED = ".failed.json";
    private static final int FORMAT = 1;
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What {@code sweep.json} says. */
    private record Marker(int format) {}

    private final Path path;

    private SweepFolder(Path path) {
        this.path = path;
    }

    /**
     * Opens a folder of an earlier sweep, or makes one.
     *
     * @throws BadInputException if there is a file, or a folder with something else in it
     */
    public static SweepFolder create(Path path) {
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path);
            }
            FileErrors.requireFolder(path);
            if (!Files.exists(path.resolve(MARKER))) {
                requireEmpty(path);
                AtomicFile.write(path.resolve(MARKER), JSON.writeValueAsString(new Marker(FORMAT)) + "\n");
            }
        } catch (IOException e) {
            throw FileErrors.writing(path, e);
        }
        return open(path);
    }

    /**
     * Opens a folder of an earlier sweep.
     *
     * @throws BadInputException if it is none, or of another version
     */
    public static SweepFolder open(Path path) {
        FileErrors.requireFolder(path);
        Path marker = path.resolve(MARKER);
        if (!Files.isRegularFile(marker)) {
            throw bad(path, "is not a folder of a sweep, it has no sweep.json; give the one that a sweep made");
        }
        try {
            if (JSON.readValue(Files.readString(marker), Marker.class).format() != FORMAT) {
                throw bad(marker, "is of another version; this program knows format " + FORMAT);
            }
        } catch (JacksonException _) {
            throw bad(marker, "is damaged; remove it and its folder, or choose another folder");
        } catch (IOException e) {
            throw FileErrors.reading(marker, e);
        }
        return new SweepFolder(path);
    }

    private static void requireEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.anyMatch(entry -> !entry.getFileName().toString().startsWith(".sweep"))) {
                throw bad(folder, "is a folder with other files in it; give an empty one, a new one or one of a sweep");
            }
        }
    }

    public Path path() {
        return path;
    }

    /** Where the run of a job is or will be. */
    public Path runOf(String job) {
        return path.resolve(job);
    }

    /** The run of a job, where there is one and it is whole. */
    public Optional<RunFolder> finished(String job) {
        Path folder = runOf(job);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            RunFolder run = RunFolder.open(folder);
            boolean sound = run.isWhole()
                    && JobIdentity.of(run.description()).folderName().equals(job);
            return Optional.of(run).filter(_ -> sound);
        } catch (BadInputException _) {
            return Optional.empty();
        }
    }

    /** Names of the jobs that have a folder, whole or not, in alphabetical order. */
    public List<String> jobs() {
        return names().stream()
                .filter(name -> Files.isDirectory(path.resolve(name)))
                .toList();
    }

    /** Every failure that is on record. */
    public List<JobFailure> failures() {
        return names().stream()
                .filter(name -> name.endsWith(FAILED))
                .map(name -> readFailure(path.resolve(name)))
                .toList();
    }

    private List<String> names() {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw FileErrors.reading(path, e);
        }
    }

    private static JobFailure readFailure(Path file) {
        try {
            return JSON.readValue(Files.readString(file), JobFailure.class);
        } catch (JacksonException _) {
            throw bad(file, "is damaged; remove it");
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    void record(JobFailure failure) {
        AtomicFile.write(failurePath(failure.job()), JSON.writeValueAsString(failure) + "\n");
    }

    void forgetFailure(String job) {
        try {
            Files.deleteIfExists(failurePath(job));
        } catch (IOException e) {
            throw FileErrors.writing(failurePath(job), e);
        }
    }

    private Path failurePath(String job) {
        return path.resolve(job + FAILED);
    }

    private static BadInputException bad(Path file, String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
