// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs the towers of a model and records every named stage. */
public final class RecordedTower {
    private final ClipConfig config;
    private final WeightSource weights;
    private final Device device;

    public RecordedTower(ClipConfig config, WeightSource weights, Device device) {
        this.config = config;
        this.weights = weights;
        this.device = device;
    }

    /**
     * Every stage of the image tower, and the embeddings as {@code image_features}. A ViT adds the positions within its
     * patch embedding; they are taken off again to give {@code visual.conv1}.
     */
    public Map<String, Value> images(Tensor images) {
        Map<String, Value> stages = new LinkedHashMap<>();
        try (ImageEncoder encoder =
                        new ImageEncoder(device, weights, config.vision(), config.imageResolution(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(device.computeType(), images.dim(0), encoder.embeddingDim());
            encoder.encode(images, result, (name, value) -> stages.put(name, Value.of(device, value)));
            stages.put("image_features", Value.of(result));
        }
        Value patches = stages.remove("visual.patches");
        if (patches != null) {
            Value positions = Value.of(weights.tensor("visual.positional_embedding"));
            stages.put(
                    "visual.conv1", patches.minus(positions).withoutFirstToken().tokensAsImage());
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
        filling[filling.length - 1] = config.text().vocabularySize() - 1;
        int[] order = byEnd(tokens);
        int[][] batch =
                Arrays.copyOf(Arrays.stream(order).mapToObj(i -> tokens[i]).toArray(int[][]::new), tokens.length + 1);
        batch[tokens.length] = filling;
        Map<String, Value> stages = new LinkedHashMap<>();
        try (TextEncoder encoder = new TextEncoder(device, weights, config.text(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(device.computeType(), batch.length, encoder.embeddingDim());
            encoder.encode(batch, result, (name, value) -> stages.put(name, inOrder(Value.of(device, value), order)));
            stages.put("text_features", inOrder(Value.of(result), order));
        }
        Value positions = Value.of(weights.tensor("positional_embedding"));
        stages.put("text.token_embedding", stages.get("text.input").minus(positions));
        return stages;
    }

    /** The text tower as users run it: only up to the longest text. */
    public Value textEmbeddings(int[][] tokens) {
        try (TextEncoder encoder = new TextEncoder(device, weights, config.text(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor result = scope.allocate(device.computeType(), tokens.length, encoder.embeddingDim());
            encoder.encode(tokens, result);
            return Value.of(result);
        }
    }

    /** The encoder orders texts by length; rows that come in this order keep it. */
    private static int[] byEnd(int[][] tokens) {
        return IntStream.range(0, tokens.length)
                .boxed()
                .sorted((a, b) ->
                        Integer.compare(ClipTokenizer.endPosition(tokens[a]), ClipTokenizer.endPosition(tokens[b])))
                .mapToInt(Integer::intValue)
                .toArray();
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

    private TowerSettings settings() {
        return new TowerSettings(config.activation(), config.layerNormEpsilon());
    }
}
