// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ModelFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * Where a training leaves everything: a model folder with {@code recipe.json}, {@code metrics.csv},
 * {@code evaluations.csv}, {@code log.txt} and the checkpoint beside the model's files.
 */
final class PretrainingFolder {
    static final String RECIPE = "recipe.json";
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String METRICS = "metrics.csv";
    private static final String EVALUATIONS = "evaluations.csv";
    private static final String LOG = "log.txt";

    private final Path path;

    PretrainingFolder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path recipe() {
        return path.resolve(RECIPE);
    }

    Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    Path config() {
        return path.resolve(ModelFolder.CONFIG);
    }

    /**
     * Checks that a training may go there.
     *
     * @param resume whether the folder may hold a training already
     * @throws BadInputException if it holds anything else
     */
    void requireUsable(boolean resume) {
        try {
            boolean holdsTraining = Files.exists(recipe());
            if (holdsTraining && !resume) {
                throw bad("holds a training already; go on with --resume, or choose another folder");
            }
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw bad("is a file, not a folder; choose another name");
            }
            if (!holdsTraining && Files.isDirectory(path) && !isEmpty()) {
                throw bad("is a folder with other files in it; choose another name");
            }
        } catch (IOException e) {
            throw FileErrors.writing(path, e);
        }
    }

    /** Makes the folder, where it is not there. */
    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileErrors.writing(path, e);
        }
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        }
    }

    /** Writes a checkpoint, and what was recorded by then where people look for it. */
    void write(PretrainingCheckpoint checkpoint, Device device) {
        AtomicFile.write(path.resolve(METRICS), checkpoint.metrics());
        AtomicFile.write(path.resolve(EVALUATIONS), checkpoint.evaluations());
        checkpoint.write(checkpoint(), device);
    }

    void log(String line) {
        Path log = path.resolve(LOG);
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileErrors.writing(log, e);
        }
    }

    BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(path + ": " + what));
    }
}
