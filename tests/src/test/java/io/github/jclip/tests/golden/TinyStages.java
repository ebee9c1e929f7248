// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.support.Value;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Brings the stages of OpenAI's modules and those of our fused towers to a common point. We add residuals and apply
 * batch normalisation and ReLU within the op before, so some stages are compared as differences, and the convolutions
 * of the stem after their normalisation and ReLU.
 */
final class TinyStages {
    private static final Pattern BRANCH = Pattern.compile("((?:visual|text)\\.block)(\\d+)\\.(attn|mlp)");
    private static final Pattern STEM = Pattern.compile("visual\\.(conv|bn)([123])");
    private static final double BATCH_NORM_EPSILON = 1e-5;

    private final Map<String, Value> actual;
    private final Map<String, Tensor> weights;
    private final int[][] tokens;

    TinyStages(Map<String, Value> actual, Map<String, Tensor> weights, int[][] tokens) {
        this.actual = actual;
        this.weights = weights;
        this.tokens = tokens;
    }

    /** The golden value of a stage, at the common point. */
    Value expected(String name, Value golden) {
        Matcher stem = STEM.matcher(name);
        if (isResNet() && stem.matches()) {
            return relu(stem.group(1).equals("bn") ? golden : batchNorm(golden, "visual.bn" + stem.group(2)));
        }
        return name.equals("text.ln_final") ? pooled(golden) : golden;
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
        Value images = stage("image_features");
        Value texts = stage("text_features");
        double scale = Math.exp(weights.get("logit_scale").getFlat(0));
        return switch (name) {
            case "visual.stem" -> stage(name).channelsFirst();
            case "image_features_norm" -> images.normalised();
            case "text_features_norm" -> texts.normalised();
            case "logit_scale_exp" -> new Value(Shape.of(1), new double[] {scale});
            case "logits_per_image" -> images.logits(texts, scale);
            case "logits_per_text" -> texts.logits(images, scale);
            default -> name.startsWith("visual.layer") ? stage(name).channelsFirst() : stage(name);
        };
    }

    private boolean isResNet() {
        return weights.containsKey("visual.layer1.0.conv1.weight");
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

    private Value batchNorm(Value value, String name) {
        double[] gain = Value.of(weights.get(name + ".weight")).elements();
        double[] shift = Value.of(weights.get(name + ".bias")).elements();
        double[] mean = Value.of(weights.get(name + ".running_mean")).elements();
        double[] variance = Value.of(weights.get(name + ".running_var")).elements();
        int channels = value.shape().dim(1);
        int places = value.shape().dim(2) * value.shape().dim(3);
        double[] result = new double[value.elements().length];
        for (int i = 0; i < result.length; i++) {
            int c = i / places % channels;
            double deviation = Math.sqrt(variance[c] + BATCH_NORM_EPSILON);
            result[i] = (value.elements()[i] - mean[c]) / deviation * gain[c] + shift[c];
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
                    int from = (text * length + ClipTokenizer.endPosition(tokens[text])) * width;
                    return Arrays.stream(all.elements(), from, from + width);
                })
                .toArray();
        return new Value(Shape.of(tokens.length, width), rows);
    }
}
