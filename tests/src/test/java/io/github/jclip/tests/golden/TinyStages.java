// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tests.golden;

import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.RecordedTower.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Brings the stages of OpenAI's modules and those of our fused towers to a common point. We add residuals and positions
 * and apply batch normalisation and ReLU within the op before, so some stages are compared as differences, and the
 * convolutions of the stem after their normalisation and ReLU.
 */
final class TinyStages {
    private static final Pattern BRANCH = Pattern.compile("((?:visual|text)\\.block)(\\d+)\\.(attn|mlp)");
    private static final Pattern STEM = Pattern.compile("visual\\.(conv|bn)([123])");

    private final Map<String, Value> actual;
    private final Map<String, Value> expected;
    private final Safetensors weights;
    private final int[][] tokens;

    TinyStages(Map<String, Value> actual, Map<String, Value> expected, Safetensors weights, int[][] tokens) {
        this.actual = actual;
        this.expected = expected;
        this.weights = weights;
        this.tokens = tokens;
    }

    /** The golden value of a stage, at the common point. */
    Value expected(String name) {
        Value value = expected.get(name);
        Matcher stem = STEM.matcher(name);
        if (isResNet() && stem.matches()) {
            return relu(stem.group(1).equals("bn") ? value : batchNorm(value, stem.group(2)));
        }
        return name.equals("text.ln_final") ? pooled(value) : value;
    }

    /** Our value of a stage, at the common point. */
    Value actual(String name) {
        Matcher branch = BRANCH.matcher(name);
        if (branch.matches()) {
            return branch(branch.group(1), Integer.parseInt(branch.group(2)), branch.group(3));
        }
        Matcher stem = STEM.matcher(name);
        if (isResNet() && stem.matches()) {
            return stage("visual.relu" + stem.group(2)).channelsFirst();
        }
        return switch (name) {
            case "visual.conv1" -> patches();
            case "text.token_embedding" -> tokensWithoutPositions();
            case "visual.stem" -> stage(name).channelsFirst();
            case "image_features_norm" -> normalised(stage("image_features"));
            case "text_features_norm" -> normalised(stage("text_features"));
            case "logit_scale_exp" ->
                new Value(
                        Shape.of(1),
                        new double[] {Math.exp(weights.tensor("logit_scale").getFlat(0))});
            case "logits_per_image" -> logits("image_features", "text_features");
            case "logits_per_text" -> logits("text_features", "image_features");
            default -> name.startsWith("visual.layer") ? stage(name).channelsFirst() : stage(name);
        };
    }

    private boolean isResNet() {
        return weights.contains("visual.layer1.0.conv1.weight");
    }

    private Value stage(String name) {
        Value value = actual.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no stage " + name + " among " + actual.keySet());
        }
        return value;
    }

    /** What a branch added to the residual stream. */
    private Value branch(String stack, int block, String kind) {
        String name = stack + block;
        if (kind.equals("mlp")) {
            return stage(name).minus(stage(name + ".attention"));
        }
        String first = stack.startsWith("visual") ? "visual.ln_pre" : "text.input";
        return stage(name + ".attention").minus(block == 0 ? stage(first) : stage(stack + (block - 1)));
    }

    /** The patch embedding without the positions, [B, W, g, g]. */
    private Value patches() {
        Value tokens = stage("visual.patches");
        Value positions = Value.of(weights.tensor("visual.positional_embedding"));
        int batch = tokens.shape().dim(0);
        int places = tokens.shape().dim(1) - 1;
        int width = tokens.shape().dim(2);
        int grid = (int) Math.round(Math.sqrt(places));
        double[] patches = new double[batch * places * width];
        for (int i = 0; i < patches.length; i++) {
            int image = i / (places * width);
            int inImage = i % (places * width) + width;
            patches[i] = tokens.elements()[image * (places + 1) * width + inImage]
                    - positions.elements()[inImage];
        }
        return new Value(Shape.of(batch, grid, grid, width), patches).channelsFirst();
    }

    private Value tokensWithoutPositions() {
        Value input = stage("text.input");
        double[] positions = Value.of(weights.tensor("positional_embedding")).elements();
        double[] rows = new double[input.elements().length];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = input.elements()[i] - positions[i % positions.length];
        }
        return new Value(input.shape(), rows);
    }

    private Value batchNorm(Value value, String number) {
        double[] gain =
                Value.of(weights.tensor("visual.bn" + number + ".weight")).elements();
        double[] shift =
                Value.of(weights.tensor("visual.bn" + number + ".bias")).elements();
        double[] mean =
                Value.of(weights.tensor("visual.bn" + number + ".running_mean")).elements();
        double[] variance =
                Value.of(weights.tensor("visual.bn" + number + ".running_var")).elements();
        int channels = value.shape().dim(1);
        int places = value.shape().dim(2) * value.shape().dim(3);
        double[] result = new double[value.elements().length];
        for (int i = 0; i < result.length; i++) {
            int c = i / places % channels;
            result[i] = (value.elements()[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5) * gain[c] + shift[c];
        }
        return new Value(value.shape(), result);
    }

    private static Value relu(Value value) {
        return new Value(
                value.shape(),
                Arrays.stream(value.elements()).map(x -> Math.max(x, 0)).toArray());
    }

    /** ln_final is computed for the token at each text's end only. */
    private Value pooled(Value all) {
        int length = all.shape().dim(1);
        int width = all.shape().dim(2);
        double[] rows = IntStream.range(0, tokens.length)
                .boxed()
                .flatMapToDouble(text -> {
                    int from = (text * length + RecordedTower.endOf(tokens[text])) * width;
                    return Arrays.stream(all.elements(), from, from + width);
                })
                .toArray();
        return new Value(Shape.of(tokens.length, width), rows);
    }

    private static Value normalised(Value value) {
        int width = value.shape().dim(1);
        double[] result = value.elements().clone();
        for (int row = 0; row < value.shape().dim(0); row++) {
            double norm = Math.sqrt(Arrays.stream(result, row * width, (row + 1) * width)
                    .map(x -> x * x)
                    .sum());
            for (int i = row * width; i < (row + 1) * width; i++) {
                result[i] /= norm;
            }
        }
        return new Value(value.shape(), result);
    }

    private Value logits(String rows, String columns) {
        Value a = normalised(stage(rows));
        Value b = normalised(stage(columns));
        int width = a.shape().dim(1);
        int m = a.shape().dim(0);
        int n = b.shape().dim(0);
        double scale = Math.exp(weights.tensor("logit_scale").getFlat(0));
        double[] logits = new double[m * n];
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < width; c++) {
                logits[i] += scale * a.elements()[i / n * width + c] * b.elements()[i % n * width + c];
            }
        }
        return new Value(Shape.of(m, n), logits);
    }
}
