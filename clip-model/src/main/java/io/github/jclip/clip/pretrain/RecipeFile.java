// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.json.JsonObject;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.pretrain.Recipe.PairData;
import io.github.jclip.clip.pretrain.Recipe.Training;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.io.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recipes as JSON. {@code model} has the keys of a model folder's {@code config.json}; paths are relative to the recipe's
 * folder.
 */
public final class RecipeFile {
    /** What the recipe of the model that comes with jclip is called. */
    public static final String BUNDLED = "bundled";

    private static final String FORMAT = "jclip-recipe";
    private static final int VERSION = 1;
    private static final String RESOURCE = "bundled.json";
    private static final int LARGEST_COUNT = 1_000_000_000;
    private static final int LARGEST_BATCH = 1 << 16;
    private static final int SMALLEST_SIDE = 8;
    private static final int LARGEST_SIDE = 2048;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;

    private RecipeFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a recipe, or the one of the bundled model where that name is given.
     *
     * @throws BadInputException if it is missing, or a key is missing, unknown or has a value that cannot be
     */
    public static Recipe read(String source) {
        if (source.equals(BUNDLED)) {
            return new RecipeFile(Path.of(RESOURCE)).read(JsonObject.parse(Path.of(RESOURCE), resource()));
        }
        try {
            return read(Path.of(source));
        } catch (InvalidPathException e) {
            throw new BadInputException(Excerpt.quote(source) + " is no path", e);
        }
    }

    static Recipe read(Path file) {
        return new RecipeFile(file).read(JsonObject.read(file, "a recipe"));
    }

    private static byte[] resource() {
        try (InputStream resource = RecipeFile.class.getResourceAsStream(RESOURCE)) {
            return resource.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Recipe read(JsonObject root) {
        if (!root.has("format") || !root.text("format").equals(FORMAT)) {
            throw new BadInputException(
                    Excerpt.line(file + ": not a recipe; `jclip pretrain --print-recipe` shows what one looks like"));
        }
        int version = root.integer("version");
        if (version != VERSION) {
            throw root.badValue("version", "is %d; this jclip reads version %d".formatted(version, VERSION));
        }
        Recipe recipe = new Recipe(
                model(root.object("model")),
                path(root, "vocabulary"),
                training(root.object("training")),
                data(root.object("data")),
                root.constant("weights", List.of(DType.F16, DType.F32)));
        root.requireNothingElse();
        return recipe;
    }

    private ClipConfig model(JsonObject object) {
        try {
            ClipConfig model = ConfigFile.readModel(object);
            object.requireNothingElse();
            return model;
        } catch (IllegalArgumentException e) {
            throw new BadInputException(Excerpt.line("%s: model: %s".formatted(file, e.getMessage())), e);
        }
    }

    private Training training(JsonObject object) {
        int steps = count(object, "steps", 1, LARGEST_COUNT);
        int batchSize = count(object, "batch_size", 2, LARGEST_BATCH);
        Training training = new Training(
                object.longInteger("seed"),
                steps,
                batchSize,
                object.has("micro_batch") ? divisor(object, "micro_batch", batchSize) : batchSize,
                between(object, "learning_rate", 0, 1e3),
                object.has("text_rate") ? between(object, "text_rate", 0, 1e3) : 1,
                count(object, "warm_up_steps", 0, steps - 1),
                between(object, "weight_decay", 0, 1e3),
                between(object, "beta1", 0, Math.nextDown(1.0)),
                between(object, "beta2", 0, Math.nextDown(1.0)),
                between(object, "epsilon", Double.MIN_NORMAL, 1),
                object.has("max_gradient_norm")
                        ? OptionalDouble.of(between(object, "max_gradient_norm", Float.MIN_NORMAL, Float.MAX_VALUE))
                        : OptionalDouble.empty(),
                object.has("recompute") && object.bool("recompute"));
        object.requireNothingElse();
        return training;
    }

    private PairData data(JsonObject object) {
        String kind = object.text("kind");
        PairData data = switch (kind) {
            case "world" ->
                new DrawnWorld(object.longInteger("seed"), count(object, "side", SMALLEST_SIDE, LARGEST_SIDE));
            case "files" ->
                new ImageFilePairs(
                        path(object, "list").orElseThrow(() -> object.badValue("list", "is missing")),
                        path(object, "validation"),
                        between(object, "smallest_crop", 0.01, 1),
                        object.bool("truncate"));
            default -> throw object.badValue("kind", "is %s; it must be world or files".formatted(Excerpt.quote(kind)));
        };
        object.requireNothingElse();
        return data;
    }

    private Optional<Path> path(JsonObject object, String key) {
        if (!object.has(key)) {
            return Optional.empty();
        }
        String text = object.text(key);
        try {
            return Optional.of(file.resolveSibling(text));
        } catch (InvalidPathException e) {
            throw object.badValue(key, "is %s, which is no path".formatted(Excerpt.quote(text)));
        }
    }

    private static int count(JsonObject object, String key, int least, int most) {
        int value = object.integer(key);
        if (value < least || value > most) {
            throw object.badValue(key, "is %d; give a number from %d to %d".formatted(value, least, most));
        }
        return value;
    }

    private static int divisor(JsonObject object, String key, int dividend) {
        int value = count(object, key, 1, dividend);
        if (dividend % value != 0) {
            throw object.badValue(key, "is %d, which does not divide the batch size %d".formatted(value, dividend));
        }
        return value;
    }

    private static double between(JsonObject object, String key, double least, double most) {
        double value = object.number(key);
        if (!(value >= least && value <= most)) {
            throw object.badValue(key, "is %s; give a number from %s to %s".formatted(value, least, most));
        }
        return value;
    }

    /** The file's text for a recipe, with all defaults written out. */
    public static String toJson(Recipe recipe) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", FORMAT);
        root.put("version", VERSION);
        root.set("model", modelNode(recipe.model()));
        recipe.vocabulary().ifPresent(path -> root.put("vocabulary", absolute(path)));
        write(root.putObject("training"), recipe.training());
        write(root.putObject("data"), recipe.data());
        root.put("weights", JsonObject.nameOf(recipe.weights()));
        return MAPPER.writeValueAsString(root) + "\n";
    }

    /** As in a {@code config.json}, without what belongs to the file. */
    private static JsonNode modelNode(ClipConfig model) {
        ObjectNode node = (ObjectNode) MAPPER.readTree(ConfigFile.toJson(model));
        node.remove(List.of("format", "version", "architecture", "provenance"));
        return node;
    }

    private static void write(ObjectNode node, Training training) {
        node.put("seed", training.seed());
        node.put("steps", training.steps());
        node.put("batch_size", training.batchSize());
        node.put("micro_batch", training.microBatch());
        node.put("learning_rate", training.learningRate());
        node.put("text_rate", training.textRate());
        node.put("warm_up_steps", training.warmUpSteps());
        node.put("weight_decay", training.weightDecay());
        node.put("beta1", training.beta1());
        node.put("beta2", training.beta2());
        node.put("epsilon", training.epsilon());
        training.maxGradientNorm().ifPresent(norm -> node.put("max_gradient_norm", norm));
        node.put("recompute", training.recompute());
    }

    private static void write(ObjectNode node, PairData data) {
        switch (data) {
            case DrawnWorld world ->
                node.put("kind", "world").put("seed", world.seed()).put("side", world.side());
            case ImageFilePairs files -> {
                node.put("kind", "files").put("list", absolute(files.list()));
                files.validation().ifPresent(path -> node.put("validation", absolute(path)));
                node.put("smallest_crop", files.smallestCrop()).put("truncate", files.truncate());
            }
        }
    }

    /** The copy of a recipe lies in another folder than the recipe. */
    private static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
