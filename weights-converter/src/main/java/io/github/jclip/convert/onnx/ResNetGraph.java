// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import java.util.List;

/** The graph of {@link io.github.jclip.clip.tower.ModifiedResNet}, its batch normalisations folded. */
final class ResNetGraph {
    private final Graph graph;
    private final Layers layers;
    private final Weights visual;
    private final ClipConfig config;
    private final ResNetConfig resNet;

    ResNetGraph(Graph graph, Weights visual, ClipConfig config, ResNetConfig resNet) {
        this.graph = graph;
        this.layers = new Layers(graph);
        this.visual = visual;
        this.config = config;
        this.resNet = resNet;
    }

    /** Appends the tower to images [B, 3, R, R]. */
    void append(String images, String embeddings) {
        String x = relu(convolution(visual, images, "conv1", "bn1", 2));
        x = relu(convolution(visual, x, "conv2", "bn2", 1));
        x = relu(convolution(visual, x, "conv3", "bn3", 1));
        x = halve(visual.value("stem"), x);
        for (int stage = 0; stage < resNet.layers().size(); stage++) {
            for (int block = 0; block < resNet.layers().get(stage); block++) {
                Weights part = visual.at("layer%d.%d".formatted(stage + 1, block));
                x = bottleneck(part, x, block == 0 && stage > 0, block == 0);
            }
        }
        appendPool(visual.at("attnpool"), x, embeddings);
    }

    private String bottleneck(Weights block, String x, boolean strides, boolean projects) {
        String branch = relu(convolution(block, x, "conv1", "bn1", 1));
        branch = relu(convolution(block, branch, "conv2", "bn2", 1));
        branch = strides ? halve(block.value("branch"), branch) : branch;
        branch = convolution(block, branch, "conv3", "bn3", 1);
        String shortcut = strides ? halve(block.value("shortcut"), x) : x;
        shortcut = projects ? convolution(block, shortcut, "downsample.0", "downsample.1", 1) : shortcut;
        return relu(layers.add(block.value("sum"), branch, shortcut));
    }

    private String convolution(Weights part, String x, String name, String normalisation, int stride) {
        int kernel = part.shape(name + ".weight").dim(2);
        int padding = (kernel - 1) / 2;
        return graph.node(
                "Conv",
                part.value(name + ".output"),
                List.of(x, part.foldedWeight(name, normalisation), part.foldedBias(name, normalisation)),
                Attribute.of("kernel_shape", kernel, kernel),
                Attribute.of("strides", stride, stride),
                Attribute.of("pads", padding, padding, padding, padding));
    }

    private String relu(String x) {
        return graph.node("Relu", x + ".relu", List.of(x));
    }

    private String halve(String output, String x) {
        return graph.node(
                "AveragePool", output, List.of(x), Attribute.of("kernel_shape", 2, 2), Attribute.of("strides", 2, 2));
    }

    /** The mean attends to itself and to all positions of x [B, C, h, w]. */
    private void appendPool(Weights pool, String x, String embeddings) {
        int places = config.gridSize() * config.gridSize();
        int width = pool.shape("positional_embedding").dim(1);
        int heads = resNet.heads();
        int headDim = width / heads;
        String tokens = layers.add(
                pool.value("embedded"), appendTokens(pool, x, width, places), pool.dense("positional_embedding"));
        String rows = layers.reshape(pool.value("rows"), tokens, graph.vector(-1, width));
        String query = linear(pool.at("q_proj"), layers.first(pool.value("mean_token"), tokens));
        String headShape = graph.vector(-1, places + 1, heads, headDim);
        String q = layers.reshape(pool.value("q"), query, graph.vector(-1, heads, 1, headDim));
        String k = layers.reshape(pool.value("k"), linear(pool.at("k_proj"), rows), headShape);
        String v = layers.reshape(pool.value("v"), linear(pool.at("v_proj"), rows), headShape);
        String attended = layers.attention(
                pool,
                q,
                layers.transpose(pool.value("k_transposed"), k, 0, 2, 3, 1),
                layers.transpose(pool.value("v_by_head"), v, 0, 2, 1, 3),
                graph.number("attention_scale", (float) (1 / Math.sqrt(headDim))),
                null);
        String joined = layers.reshape(pool.value("joined"), attended, graph.vector(-1, width));
        Weights output = pool.at("c_proj");
        layers.linear(embeddings, joined, output.dense("weight"), output.dense("bias"));
    }

    private String linear(Weights part, String x) {
        return layers.linear(part.value("output"), x, part.dense("weight"), part.dense("bias"));
    }

    private String appendTokens(Weights pool, String x, int width, int places) {
        String mean = graph.node("GlobalAveragePool", pool.value("mean"), List.of(x));
        String meanColumn = layers.reshape(pool.value("mean_column"), mean, graph.vector(-1, width, 1));
        String columns = layers.reshape(pool.value("columns"), x, graph.vector(-1, width, places));
        return layers.transpose(
                pool.value("tokens"), layers.concat(pool.value("all_columns"), 2, meanColumn, columns), 0, 2, 1);
    }
}
