// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.op.Activation;
import java.util.List;

/**
 * A stack of pre-norm transformer blocks.
 *
 * @param headShape name of the shape [B, T, 3, H, D], with -1 for B
 * @param mask name of what is added to the scores [T, T], or null
 */
record TransformerGraph(Graph graph, Settings settings, String headShape, String mask) {

    /** Sizes and settings of a stack. */
    record Settings(int width, int heads, int layers, Activation activation, double epsilon) {
        int headDim() {
            return width / heads;
        }
    }

    /** Appends all blocks to x [B·T, C]. */
    String append(Weights transformer, String x) {
        String y = x;
        for (int layer = 0; layer < settings.layers(); layer++) {
            y = appendBlock(transformer.at("resblocks." + layer), y);
        }
        return y;
    }

    private String appendBlock(Weights block, String x) {
        Layers layers = new Layers(graph);
        String attended = appendAttention(layers, block, layers.layerNorm(block.at("ln_1"), x, settings.epsilon()));
        String middle = layers.add(block.value("attention_sum"), x, attended);
        String hidden = appendMlp(layers, block, layers.layerNorm(block.at("ln_2"), middle, settings.epsilon()));
        return layers.add(block.value("sum"), middle, hidden);
    }

    private String appendAttention(Layers layers, Weights block, String x) {
        Weights attention = block.at("attn");
        String projected = layers.linear(
                attention.value("in_proj"), x, attention.dense("in_proj_weight"), attention.dense("in_proj_bias"));
        String heads = layers.transpose(
                attention.value("by_head"),
                layers.reshape(attention.value("in_heads"), projected, headShape),
                2,
                0,
                3,
                1,
                4);
        List<String> parts = graph.nodes(
                "Split",
                List.of(attention.value("q"), attention.value("k"), attention.value("v")),
                List.of(heads),
                Attribute.of("axis", 0L));
        String attended = layers.attention(
                attention,
                parts.get(0),
                layers.transpose(attention.value("k_transposed"), parts.get(1), 0, 1, 2, 4, 3),
                parts.get(2),
                graph.number("attention_scale", (float) (1 / Math.sqrt(settings.headDim()))),
                mask);
        String joined = layers.reshape(
                attention.value("joined"),
                layers.transpose(attention.value("by_token"), attended, 0, 1, 3, 2, 4),
                graph.vector(-1, settings.width()));
        Weights output = attention.at("out_proj");
        return layers.linear(output.value("output"), joined, output.dense("weight"), output.dense("bias"));
    }

    private String appendMlp(Layers layers, Weights block, String x) {
        Weights fc = block.at("mlp.c_fc");
        Weights projection = block.at("mlp.c_proj");
        String hidden = layers.linear(fc.value("output"), x, fc.dense("weight"), fc.dense("bias"));
        String activated = layers.activation(block.value("mlp.activation"), hidden, settings.activation());
        return layers.linear(
                projection.value("output"), activated, projection.dense("weight"), projection.dense("bias"));
    }
}
