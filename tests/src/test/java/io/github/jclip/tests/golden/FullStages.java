// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.support.Value;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our towers' stages by the names and in the layout of the full-size goldens. */
final class FullStages {
    private static final Pattern BLOCK = Pattern.compile("(visual\\.)?transformer\\.resblocks\\.(\\d+)\\[N,L,D]");
    private static final double EPSILON = 1e-5;

    private final Map<String, Value> stages;
    private final Map<String, Tensor> weights;
    private final int textLayers;

    FullStages(Map<String, Value> stages, Map<String, Tensor> weights, int textLayers) {
        this.stages = stages;
        this.weights = weights;
        this.textLayers = textLayers;
    }

    /**
     * Our value of a stage; empty for the first convolution of a ResNet, whose raw output we never hold because its
     * normalisation and ReLU belong to the same op.
     */
    Optional<Value> value(String name) {
        Matcher block = BLOCK.matcher(name);
        if (block.matches()) {
            String tower = block.group(1) == null ? "text" : "visual";
            return Optional.of(stages.get(tower + ".block" + block.group(2)));
        }
        return switch (name) {
            case "visual.conv1" -> Optional.ofNullable(stages.get(name));
            case "visual.ln_pre[N,L,D]" -> Optional.of(stages.get("visual.ln_pre"));
            case "visual.stem_out(avgpool)" ->
                Optional.of(stages.get("visual.stem").channelsFirst());
            case "visual.ln_post", "visual.attnpool" -> Optional.of(stages.get(name));
            case "ln_final[N,L,D]" -> Optional.of(lnFinal());
            default -> Optional.of(stages.get(name).channelsFirst());
        };
    }

    /** We normalise only the token at each text's end; here all tokens of the last block's output. */
    private Value lnFinal() {
        Value x = stages.get("text.block" + (textLayers - 1));
        double[] weight = Value.of(weights.get("ln_final.weight")).elements();
        double[] bias = Value.of(weights.get("ln_final.bias")).elements();
        int width = weight.length;
        double[] y = x.elements().clone();
        for (int from = 0; from < y.length; from += width) {
            double mean = 0;
            for (int i = 0; i < width; i++) {
                mean += y[from + i] / width;
            }
            double variance = 0;
            for (int i = 0; i < width; i++) {
                variance += (y[from + i] - mean) * (y[from + i] - mean) / width;
            }
            for (int i = 0; i < width; i++) {
                y[from + i] = (y[from + i] - mean) / Math.sqrt(variance + EPSILON) * weight[i] + bias[i];
            }
        }
        return new Value(x.shape(), y);
    }
}
