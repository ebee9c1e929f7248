// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tests.support;

import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Runs the towers of a golden model and records every named stage. */
public final class RecordedTower {
    private static final double LAYER_NORM_EPSILON = 1e-5;

    /** A recorded value: its shape and its elements in row-major order. */
    public static final class Value {
        private final Shape shape;
        private final double[] elements;

        /** A value of this shape. */
        public Value(Shape shape, double[] elements) {
            this.shape = shape;
            this.elements = elements;
        }

        public Shape shape() {
            return shape;
        }

        /** The elements themselves, not a copy. */
        public double[] elements() {
            return elements;
        }

        /** The recorded tensor's elements. */
        public static Value of(Tensor tensor) {
            return new Value(tensor.shape(), tensor.toDoubleArray());
        }

        /** The leading rows of the first dimension. */
        public Value rows(int count) {
            int[] dims = shape.toArray();
            int rowSize = elements.length / dims[0];
            dims[0] = count;
            return new Value(Shape.of(dims), Arrays.copyOf(elements, count * rowSize));
        }

        /** This value minus another of the same shape. */
        public Value minus(Value other) {
            return new Value(
                    shape,
                    IntStream.range(0, elements.length)
                            .mapToDouble(i -> elements[i] - other.elements[i])
                            .toArray());
        }

        /** A channels-last image [B, H, W, C] as [B, C, H, W]. */
        public Value channelsFirst() {
            int channels = shape.dim(3);
            int places = shape.dim(1) * shape.dim(2);
            double[] moved = new double[elements.length];
            for (int i = 0; i < elements.length; i++) {
                int channel = i % channels;
                int place = i / channels % places;
                int image = i / channels / places;
                moved[(image * channels + channel) * places + place] = elements[i];
            }
            return new Value(Shape.of(shape.dim(0), channels, shape.dim(1), shape.dim(2)), moved);
        }
    }

    private final JsonNode constructor;
    private final WeightSource weights;
    private final Device device;

    /** A model by the arguments of its original constructor. */
    public RecordedTower(JsonNode constructor, WeightSource weights, Device device) {
        this.constructor = constructor;
        this.weights = weights;
        this.device = device;
    }

    /** Every stage of the image tower, and the embeddings as {@code image_features}. */
    public Map<String, Value> images(Tensor images) {
        Map<String, Value> stages = new LinkedHashMap<>();
        try (ImageEncoder encoder = new ImageEncoder(
                        device,
                        weights,
                        vision(),
                        constructor.get("image_resolution").asInt(),
                        settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(device.computeType(), images.dim(0), encoder.embeddingDim());
            encoder.encode(images, result, (name, value) -> stages.put(name, Value.of(value)));
            stages.put("image_features", Value.of(result));
        }
        return stages;
    }

    /**
     * Every stage of the text tower with all positions of the context computed, and the embeddings as
     * {@code text_features}. The tower stops at the longest text, so a text that fills the context is added to the
     * batch and its row dropped again.
     */
    public Map<String, Value> texts(int[][] tokens) {
        int[] filling = new int[tokens[0].length];
        filling[filling.length - 1] = constructor.get("vocab_size").asInt() - 1;
        int[] order = byEnd(tokens);
        int[][] batch =
                Arrays.copyOf(Arrays.stream(order).mapToObj(i -> tokens[i]).toArray(int[][]::new), tokens.length + 1);
        batch[tokens.length] = filling;
        Map<String, Value> stages = new LinkedHashMap<>();
        try (TextEncoder encoder = new TextEncoder(device, weights, text(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(device.computeType(), batch.length, encoder.embeddingDim());
            encoder.encode(batch, result, (name, value) -> stages.put(name, inOrder(Value.of(value), order)));
            stages.put("text_features", inOrder(Value.of(result), order));
        }
        return stages;
    }

    /** The text tower as users run it: only up to the longest text. */
    public Value textEmbeddings(int[][] tokens) {
        try (TextEncoder encoder = new TextEncoder(device, weights, text(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(DType.F32, tokens.length, encoder.embeddingDim());
            encoder.encode(tokens, result);
            return Value.of(result);
        }
    }

    /** The encoder orders texts by length; rows that come in this order keep it. */
    private static int[] byEnd(int[][] tokens) {
        return IntStream.range(0, tokens.length)
                .boxed()
                .sorted((a, b) -> Integer.compare(endOf(tokens[a]), endOf(tokens[b])))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The first position of the largest id. */
    public static int endOf(int[] row) {
        int largest = Arrays.stream(row).max().orElseThrow();
        return IntStream.range(0, row.length)
                .filter(i -> row[i] == largest)
                .findFirst()
                .orElseThrow();
    }

    private static Value inOrder(Value batch, int[] order) {
        Value rows = batch.rows(order.length);
        int rowSize = rows.elements().length / order.length;
        double[] sorted = new double[rows.elements().length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(rows.elements(), i * rowSize, sorted, order[i] * rowSize, rowSize);
        }
        return new Value(rows.shape(), sorted);
    }

    private static TowerSettings settings() {
        return new TowerSettings(Activation.QUICK_GELU, LAYER_NORM_EPSILON);
    }

    private VisionConfig vision() {
        int width = constructor.get("vision_width").asInt();
        JsonNode layers = constructor.get("vision_layers");
        if (layers.isArray()) {
            List<Integer> blocks = layers.valueStream().map(JsonNode::asInt).toList();
            return new ResNetConfig(width, blocks, width * 32 / 64);
        }
        return new VitConfig(
                width,
                layers.asInt(),
                width / 64,
                constructor.get("vision_patch_size").asInt());
    }

    private TextConfig text() {
        return new TextConfig(
                constructor.get("context_length").asInt(),
                constructor.get("vocab_size").asInt(),
                constructor.get("transformer_width").asInt(),
                constructor.get("transformer_heads").asInt(),
                constructor.get("transformer_layers").asInt());
    }
}
