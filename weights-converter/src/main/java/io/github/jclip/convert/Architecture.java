// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.KnownArchitecture;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.WeightShapes;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Reads a model's sizes off the names and shapes of its tensors, by the rules of OpenAI's own loader, and then holds
 * every tensor against what these sizes imply.
 */
final class Architecture {
    /** OpenAI's heads all have 64 columns. */
    private static final int HEAD_DIM = 64;

    private static final int RESNET_REDUCTION = 32;
    private static final int STAGES = 4;

    private final Path file;
    private final Map<String, Shape> shapes;
    private final Settings settings;

    private Architecture(Path file, Map<String, Shape> shapes, Settings settings) {
        this.file = file;
        this.shapes = shapes;
        this.settings = settings;
    }

    /**
     * Recognises a model.
     *
     * @param file for messages
     * @param shapes of all weights, under OpenAI's names
     * @param settings what the weights do not tell
     * @throws BadInputException if a tensor is missing, superfluous, or of a shape that does not fit the others
     */
    static ClipConfig recognise(Path file, Map<String, Shape> shapes, Settings settings) {
        Architecture architecture = new Architecture(file, shapes, settings);
        ClipConfig config = architecture.sizes();
        architecture.requireShapesOf(config);
        return config;
    }

    private ClipConfig sizes() {
        boolean vit = shapes.containsKey("visual.proj");
        VisionConfig vision = vit ? vit() : resNet();
        int resolution = vit
                ? multiply(shapes.get("visual.conv1.weight").dim(-1), grid("visual.positional_embedding"))
                : multiply(RESNET_REDUCTION, grid("visual.attnpool.positional_embedding"));
        if (settings.imageSize().isPresent() && settings.imageSize().getAsInt() != resolution) {
            throw bad("the weights are for images of %d pixels, the configuration says %d"
                    .formatted(resolution, settings.imageSize().getAsInt()));
        }
        try {
            return new ClipConfig(
                    shape("text_projection", 2).dim(1),
                    resolution,
                    vision,
                    text(),
                    settings.activation(),
                    settings.layerNormEpsilon(),
                    settings.preprocessing(),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage());
        }
    }

    private VisionConfig vit() {
        Shape convolution = shape("visual.conv1.weight", 4);
        int width = convolution.dim(0);
        int layers = countIndices(Pattern.compile("visual\\.transformer\\.resblocks\\.(\\d{1,5})\\..*"));
        return new VitConfig(
                width, layers, heads("visual.conv1.weight", width, settings.imageHeads()), convolution.dim(3));
    }

    private VisionConfig resNet() {
        int width = shape("visual.layer1.0.conv1.weight", 4).dim(0);
        List<Integer> layers = IntStream.rangeClosed(1, STAGES)
                .mapToObj(stage -> countIndices(Pattern.compile("visual\\.layer" + stage + "\\.(\\d{1,5})\\..*")))
                .toList();
        int columns = multiply(RESNET_REDUCTION, width);
        return new ResNetConfig(width, layers, heads("visual.layer1.0.conv1.weight", columns, settings.imageHeads()));
    }

    private TextConfig text() {
        int width = shape("ln_final.weight", 1).dim(0);
        return new TextConfig(
                shape("positional_embedding", 2).dim(0),
                shape("token_embedding.weight", 2).dim(0),
                width,
                heads("ln_final.weight", width, settings.textHeads()),
                countIndices(Pattern.compile("transformer\\.resblocks\\.(\\d{1,5})\\..*")));
    }

    private int countIndices(Pattern pattern) {
        return Math.toIntExact(shapes.keySet().stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(match -> Integer.valueOf(match.group(1)))
                .distinct()
                .count());
    }

    private int heads(String tensor, int columns, OptionalInt given) {
        if (given.isPresent()) {
            return given.getAsInt();
        }
        if (columns % HEAD_DIM != 0) {
            throw bad(
                    "tensor %s has shape %s: %d columns do not divide into heads of 64; give a folder with its configuration"
                            .formatted(tensor, shapes.get(tensor), columns));
        }
        return columns / HEAD_DIM;
    }

    /** The side of the grid that a table of positions is for: one row for each cell and one for the class. */
    private int grid(String name) {
        Shape positions = shape(name, 2);
        int cells = positions.dim(0) - 1;
        int side = (int) Math.round(Math.sqrt(cells));
        if (side < 1 || (long) side * side != cells) {
            throw bad("tensor %s has shape %s, expected one row more than a square".formatted(name, positions));
        }
        return side;
    }

    private int multiply(int a, int b) {
        try {
            return Math.multiplyExact(a, b);
        } catch (ArithmeticException _) {
            throw bad("sizes of %d times %d are not those of a model".formatted(a, b));
        }
    }

    private Shape shape(String name, int rank) {
        Shape shape = shapes.get(name);
        if (shape == null) {
            throw bad("tensor %s is missing; give a complete CLIP checkpoint".formatted(name));
        }
        if (shape.rank() != rank) {
            throw bad("tensor %s has shape %s, expected %d dimensions".formatted(name, shape, rank));
        }
        return shape;
    }

    private void requireShapesOf(ClipConfig config) {
        Map<String, Shape> expected = WeightShapes.of(config);
        String model = KnownArchitecture.of(config)
                .map(KnownArchitecture::name)
                .orElseGet(() -> "a model with %s and %s".formatted(config.vision(), config.text()));
        expected.forEach((name, shape) -> {
            Shape actual = shapes.get(name);
            if (actual == null) {
                throw bad("tensor %s of shape %s is missing for %s".formatted(name, shape, model));
            }
            if (!actual.equals(shape)) {
                throw bad("tensor %s has shape %s, expected %s for %s".formatted(name, actual, shape, model));
            }
        });
        for (String name : shapes.keySet()) {
            if (!expected.containsKey(name)) {
                throw bad("tensor %s does not belong to %s; give a plain CLIP model"
                        .formatted(Excerpt.quote(name), model));
            }
        }
    }

    private BadInputException bad(String trouble) {
        return new BadInputException(Excerpt.line(file + ": " + trouble));
    }
}
