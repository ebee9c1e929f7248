// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import java.util.List;

/** The graph of {@link io.github.jclip.clip.tower.VisionTransformer}. */
final class VisionTransformerGraph {
    private final Graph graph;
    private final Layers layers;
    private final Weights visual;
    private final ClipConfig config;
    private final VitConfig vit;

    VisionTransformerGraph(Graph graph, Weights visual, ClipConfig config, VitConfig vit) {
        this.graph = graph;
        this.layers = new Layers(graph);
        this.visual = visual;
        this.config = config;
        this.vit = vit;
    }

    /** Appends the tower to images [B, 3, R, R]. */
    void append(String images, String embeddings) {
        int width = vit.width();
        int tokens = config.gridSize() * config.gridSize() + 1;
        String embedded =
                layers.add(visual.value("embedded"), appendTokens(images), visual.dense("positional_embedding"));
        String rows = layers.reshape(visual.value("rows"), embedded, graph.vector(-1, width));
        String input = layers.layerNorm(visual.at("ln_pre"), rows, config.layerNormEpsilon());
        TransformerGraph transformer = new TransformerGraph(
                graph,
                new TransformerGraph.Settings(
                        width, vit.heads(), vit.layers(), config.activation(), config.layerNormEpsilon()),
                graph.vector(-1, tokens, 3, vit.heads(), width / vit.heads()),
                null);
        String y = transformer.append(visual.at("transformer"), input);
        String byImage = layers.reshape(visual.value("by_image"), y, graph.vector(-1, tokens, width));
        String pooled = layers.first(visual.value("pooled"), byImage);
        String normalised = layers.layerNorm(visual.at("ln_post"), pooled, config.layerNormEpsilon());
        layers.projection(embeddings, normalised, visual.dense("proj"));
    }

    /** The class embedding and the patches, [B, T, C]. */
    private String appendTokens(String images) {
        int width = vit.width();
        int patch = vit.patchSize();
        String maps = graph.node(
                "Conv",
                visual.value("maps"),
                List.of(images, visual.dense("conv1.weight")),
                Attribute.of("kernel_shape", patch, patch),
                Attribute.of("strides", patch, patch));
        String columns = layers.reshape(visual.value("columns"), maps, graph.vector(0, width, -1));
        String patches = layers.transpose(visual.value("patches"), columns, 0, 2, 1);
        String classShape = layers.concat(
                visual.value("class_shape"), 0, layers.size(visual.value("batch"), images, 0), graph.vector(1, width));
        String classToken = graph.node(
                "Expand",
                visual.value("class_token"),
                List.of(visual.dense("class_embedding", 1, 1, width), classShape));
        return layers.concat(visual.value("tokens"), 1, classToken, patches);
    }
}
