// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.classifier.StoredClassifier;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.AtomicFolder;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.io.FileHash;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One training with everything it left: {@code run.json}, {@code result.json}, {@code metrics.csv}, {@code log.txt},
 * {@code checkpoint.safetensors} and TensorBoard's events. A run folder is there completely or not at all; results on
 * shifted domains may be added later, see {@link DomainResults}.
 */
public final class RunFolder {
    static final String DESCRIPTION = "run.json";
    static final String RESULT = "result.json";
    static final String CHECKPOINT = "checkpoint.safetensors";
    static final String METRICS = "metrics.csv";
    static final String LOG = "log.txt";
    static final String EVENTS = "tensorboard";
    private static final Set<String> FILES = Set.of(DESCRIPTION, RESULT, CHECKPOINT, METRICS, LOG, EVENTS);

    private static final int LOSS_COLUMN = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;
    private final RunDescription description;
    private final RunResult result;

    private RunFolder(Path path, RunDescription description, RunResult result) {
        this.path = path;
        this.description = description;
        this.result = result;
    }

    /**
     * Opens a finished run.
     *
     * @throws BadInputException if the folder is missing, holds no run, or one of another version
     */
    public static RunFolder open(Path path) {
        FileErrors.requireFolder(path);
        if (!holdsRun(path)) {
            throw bad(
                    path,
                    "is not a run folder, it has no run.json and result.json; give the folder that a tuning made");
        }
        RunDescription description = read(path.resolve(DESCRIPTION), RunDescription.class);
        if (description.format() != RunDescription.FORMAT || !Methods.NAMES.contains(description.method())) {
            throw bad(
                    path,
                    "holds a run of format %d and method '%s', this program knows format %d and the methods %s"
                            .formatted(
                                    description.format(),
                                    description.method(),
                                    RunDescription.FORMAT,
                                    String.join(", ", Methods.NAMES)));
        }
        if (description.settings() == null || description.features() == null || description.device() == null) {
            throw bad(path.resolve(DESCRIPTION), "lacks settings, features or device; tune again");
        }
        RunResult result = read(path.resolve(RESULT), RunResult.class);
        if (result.zeroShot() == null || result.tuned() == null || result.chosen() == null) {
            throw bad(path.resolve(RESULT), "lacks scores; tune again");
        }
        return new RunFolder(path, description, result);
    }

    public Path path() {
        return path;
    }

    public RunDescription description() {
        return description;
    }

    public RunResult result() {
        return result;
    }

    /** What it was made from and what it came to. */
    public RunRecord asRecord() {
        return new RunRecord(description, result);
    }

    /** Whether nothing of what a run leaves is missing, and the checkpoint is the one that was written. */
    public boolean isWhole() {
        return FILES.stream().allMatch(name -> Files.exists(path.resolve(name)))
                && FileHash.sha256(checkpoint()).equals(result.checkpointSha256());
    }

    /**
     * Its classifier, outside the run.
     *
     * @throws BadInputException if the checkpoint is missing or has changed since the run
     */
    public StoredClassifier classifier() {
        RunDescription.Features features = description.features();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (Safetensors file = Safetensors.open(checkpoint())) {
            if (!FileHash.sha256(checkpoint()).equals(result.checkpointSha256())) {
                throw bad(checkpoint(), "has changed since the run; tune again");
            }
            Checkpoint.tensors(file)
                    .forEach((name, tensor) ->
                            tensors.put(name, tensor.copyTo(Scope.ofGarbageCollected(), tensor.dtype())));
        }
        return new StoredClassifier(
                path.toString(),
                description.method(),
                description.settings(),
                result.chosen(),
                features.classNames(),
                features.embeddingDim(),
                features.logitScale(),
                Optional.ofNullable(features.backbone()),
                result.epochs(),
                result.steps(),
                tensors);
    }

    /** The method with the run's settings. */
    Method method() {
        Map<String, String> settings = new LinkedHashMap<>();
        description.settings().forEach((name, value) -> settings.put(name, String.valueOf(value)));
        Method defaults = Methods.named(description.method(), description.shots());
        return Methods.with(defaults, settings, path.resolve(DESCRIPTION).toString());
    }

    Path checkpoint() {
        return path.resolve(CHECKPOINT);
    }

    static boolean holdsRun(Path folder) {
        return Files.isRegularFile(folder.resolve(DESCRIPTION)) && Files.isRegularFile(folder.resolve(RESULT));
    }

    /** Whether everything in a folder is named as a part of a run. */
    private static boolean holdsRemains(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .allMatch(name -> FILES.contains(name) || name.equals(DomainResults.FOLDER));
        } catch (IOException e) {
            throw FileErrors.reading(folder, e);
        }
    }

    static void requireFree(Path path) {
        if (holdsRun(path)) {
            throw bad(path, "holds a run already; choose another folder, or have it replaced (--force)");
        }
    }

    /** The mean loss of each epoch, from {@code metrics.csv}; empty where nothing is trained in epochs. */
    public List<Double> lossCurve() {
        Path metrics = path.resolve(METRICS);
        try {
            return Files.readAllLines(metrics).stream()
                    .skip(1)
                    .map(line -> Double.valueOf(line.split(",", -1)[LOSS_COLUMN]))
                    .toList();
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            throw bad(metrics, "is damaged; tune again");
        } catch (IOException e) {
            throw FileErrors.reading(metrics, e);
        }
    }

    /**
     * Makes a run folder.
     *
     * @param force whether an earlier run there, or what is left of one, may be replaced; nothing else ever is
     * @throws BadInputException before the content is asked for, if the folder is taken or cannot be made
     */
    static void write(Path path, boolean force, AtomicFolder.Content content) {
        if (!force) {
            requireFree(path);
        }
        AtomicFolder.write(path, folder -> force && (holdsRun(folder) || holdsRemains(folder)), content);
    }

    static void writeJson(Path file, Object value) throws IOException {
        Files.writeString(file, json(value));
    }

    static String json(Object value) {
        return JSON.writeValueAsString(value) + "\n";
    }

    static <T> T read(Path file, Class<T> type) {
        try {
            T value = JSON.readValue(Files.readString(file), type);
            if (value == null) {
                throw bad(file, "is null; tune again");
            }
            return value;
        } catch (JacksonException e) {
            throw bad(file, "is damaged (%s); tune again".formatted(Excerpt.quote(e.getOriginalMessage())));
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    private static BadInputException bad(Path file, String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
