// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.classifier;

import static io.github.jclip.taskres.classifier.ClassifierContent.BACKBONE;
import static io.github.jclip.taskres.classifier.ClassifierContent.CHOSEN;
import static io.github.jclip.taskres.classifier.ClassifierContent.CLASSES;
import static io.github.jclip.taskres.classifier.ClassifierContent.EMBEDDING_DIM;
import static io.github.jclip.taskres.classifier.ClassifierContent.EPOCHS;
import static io.github.jclip.taskres.classifier.ClassifierContent.LOGIT_SCALE;
import static io.github.jclip.taskres.classifier.ClassifierContent.METHOD;
import static io.github.jclip.taskres.classifier.ClassifierContent.OURS;
import static io.github.jclip.taskres.classifier.ClassifierContent.SETTINGS;
import static io.github.jclip.taskres.classifier.ClassifierContent.STATE_DICT;
import static io.github.jclip.taskres.classifier.ClassifierContent.STEPS;

import io.github.jclip.taskres.method.EnhancedBase;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.TaskRes;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Understands the file of a classifier, whichever form it had: {@link ClassifierContent}'s, or a checkpoint of the
 * original TaskRes code, which says neither its scale nor its classes.
 */
public final class ClassifierReader {
    private static final double CLIP_LOGIT_SCALE = 100;

    private final Path file;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * What the user says of a file that does not say it itself.
     *
     * @param alpha scale of the residual
     * @param classes K names
     */
    public record Given(Optional<Double> alpha, Optional<List<String>> classes) {
        /** Nothing. */
        public static final Given NOTHING = new Given(Optional.empty(), Optional.empty());
    }

    private ClassifierReader(Path file, Map<String, Tensor> tensors, Map<String, Object> values) {
        this.file = file;
        tensors.forEach((name, tensor) -> {
            if (tensor.rank() == 0) {
                this.values.put(name, tensor.get());
            } else {
                this.tensors.put(within(name), tensor);
            }
        });
        values.forEach((name, value) -> this.values.put(within(name), value));
    }

    private static String within(String name) {
        for (String dictionary : List.of(STATE_DICT + ".", OURS + ".")) {
            if (name.startsWith(dictionary)) {
                return name.substring(dictionary.length());
            }
        }
        return name;
    }

    /**
     * The classifier of a file.
     *
     * @param tensors and values as the file names them, the path of keys joined by dots
     * @throws BadInputException if it holds no classifier, or something that it needs is missing
     */
    public static StoredClassifier read(
            Path file, Map<String, Tensor> tensors, Map<String, Object> values, Given given) {
        ClassifierReader reader = new ClassifierReader(file, tensors, values);
        return reader.values.containsKey(METHOD) ? reader.ours() : reader.original(given);
    }

    /**
     * The tuned text projection [E, C] of a file: {@code weight}, as the published files have it.
     *
     * @throws BadInputException if it holds none
     */
    public static Tensor projection(Path file, Map<String, Tensor> tensors) {
        ClassifierReader reader = new ClassifierReader(file, tensors, Map.of());
        Tensor weight = reader.tensors.get(EnhancedBase.WEIGHT);
        if (weight == null || weight.rank() != 2 || !weight.dtype().isFloating()) {
            throw reader.bad(
                    "holds no tuned text projection 'weight' [embedding, width]; give the file of an enhanced base "
                            + "classifier");
        }
        for (double value : weight.toDoubleArray()) {
            if (!Double.isFinite(value)) {
                throw reader.bad("its text projection holds %s; fetch or tune it again".formatted(value));
            }
        }
        return weight;
    }

    private StoredClassifier ours() {
        String method = String.valueOf(values.get(METHOD));
        if (!Methods.NAMES.contains(method)) {
            throw bad("was tuned by %s, this program knows %s"
                    .formatted(Excerpt.quote(method), String.join(", ", Methods.NAMES)));
        }
        return new StoredClassifier(
                file.toString(),
                method,
                json(SETTINGS, new TypeReference<>() {}),
                json(CHOSEN, new TypeReference<>() {}),
                classes().orElseThrow(() -> bad("does not say its classes; export it again")),
                (int) number(EMBEDDING_DIM),
                number(LOGIT_SCALE),
                Optional.ofNullable(values.get(BACKBONE)).map(String::valueOf),
                (int) number(EPOCHS),
                (int) number(STEPS),
                tensors);
    }

    private StoredClassifier original(Given given) {
        Tensor base = tensors.get(TaskRes.BASE);
        Tensor residual = tensors.get(TaskRes.RESIDUAL);
        if (base == null || residual == null || base.rank() != 2) {
            throw bad("holds no classifier: neither an entry '%s' nor the tensors '%s' [classes, embedding] and '%s'"
                    .formatted(METHOD, TaskRes.BASE, TaskRes.RESIDUAL));
        }
        double alpha = given.alpha()
                .orElseThrow(
                        () -> bad("does not say the scale of its residual; give --alpha, 0.5 in the published scripts "
                                + "but 1 for OxfordFlowers"));
        List<String> classes = given.classes()
                .orElseThrow(() -> bad("does not say its %d classes; give --classes-file".formatted(base.dim(0))));
        if (classes.size() != base.dim(0)) {
            throw bad("has %d classes, but %d are named".formatted(base.dim(0), classes.size()));
        }
        return new StoredClassifier(
                file.toString(),
                "taskres",
                Map.of("alpha", alpha),
                Map.of("alpha", alpha),
                classes,
                base.dim(1),
                CLIP_LOGIT_SCALE,
                Optional.empty(),
                values.get("epoch") instanceof Number epoch ? epoch.intValue() : 0,
                0,
                tensors);
    }

    private Optional<List<String>> classes() {
        if (values.get(CLASSES) instanceof String list) {
            return Optional.of(parse(CLASSES, list, new TypeReference<>() {}));
        }
        return listed();
    }

    /** A list that the file holds item by item. */
    private Optional<List<String>> listed() {
        List<String> classes = new ArrayList<>();
        while (values.get(CLASSES + "." + classes.size()) instanceof String name) {
            classes.add(name);
        }
        return classes.isEmpty() ? Optional.empty() : Optional.of(classes);
    }

    private double number(String name) {
        try {
            double number = Double.parseDouble(String.valueOf(values.get(name)));
            if (Double.isFinite(number) && number >= 0) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Reported below with every other bad number.
        }
        throw bad("its entry '%s' is not a number; export it again".formatted(name));
    }

    private <T> T json(String name, TypeReference<T> type) {
        return parse(name, String.valueOf(values.get(name)), type);
    }

    private <T> T parse(String name, String text, TypeReference<T> type) {
        try {
            T value = JsonMapper.shared().readValue(text, type);
            if (value != null && !(value instanceof List<?> list && list.contains(null))) {
                return value;
            }
        } catch (JacksonException _) {
            // Reported below with null.
        }
        throw bad(
                "its entry '%s' is %s, which is not understood; export it again".formatted(name, Excerpt.quote(text)));
    }

    private BadInputException bad(String what) {
        return new BadInputException(Excerpt.line(file + ": " + what));
    }
}
