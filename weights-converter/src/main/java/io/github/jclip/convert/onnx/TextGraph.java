// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.tensor.DType;
import java.util.List;

/** The graph of the text tower, for any length up to the context's. */
final class TextGraph {
    private final Graph graph;
    private final Layers layers;
    private final Weights weights;
    private final ClipConfig config;
    private final TextConfig text;

    TextGraph(Graph graph, Weights weights, ClipConfig config) {
        this.graph = graph;
        this.layers = new Layers(graph);
        this.weights = weights;
        this.config = config;
        this.text = config.text();
    }

    /** Appends the tower to token ids [B, T]. */
    void append(String tokens, String embeddings) {
        int width = text.width();
        String length = layers.size("length", tokens, 1);
        String rows = layers.reshape("rows", appendInput(tokens, length), graph.vector(-1, width));
        TransformerGraph transformer = new TransformerGraph(
                graph,
                new TransformerGraph.Settings(
                        width, text.heads(), text.layers(), config.activation(), config.layerNormEpsilon()),
                layers.concat(
                        "head_shape", 0, graph.vector(-1), length, graph.vector(3, text.heads(), width / text.heads())),
                appendMask(length));
        String y = transformer.append(weights.at("transformer"), rows);
        String byText = layers.reshape(
                "by_text", y, layers.concat("text_shape", 0, graph.vector(-1), length, graph.vector(width)));
        String pooled =
                graph.node("GatherND", "pooled", List.of(byText, appendEnds(tokens)), Attribute.of("batch_dims", 1L));
        String normalised = layers.layerNorm(weights.at("ln_final"), pooled, config.layerNormEpsilon());
        layers.projection(embeddings, normalised, weights.dense("text_projection"));
    }

    private String appendInput(String tokens, String length) {
        String embedded =
                graph.node("Gather", "token_embeddings", List.of(weights.dense("token_embedding.weight"), tokens));
        String positions = graph.node(
                "Slice",
                "positions",
                List.of(weights.dense("positional_embedding"), graph.vector(0), length, graph.vector(0)));
        return layers.add("embedded", embedded, positions);
    }

    /** The upper left corner of the context's mask. */
    private String appendMask(String length) {
        String whole = graph.causalMask(text.contextLength());
        return graph.node(
                "Slice",
                "mask",
                List.of(whole, graph.vector(0, 0), layers.concat("mask_size", 0, length, length), graph.vector(0, 1)));
    }

    /**
     * The first position of each text's largest id, its end-of-text token, [B, 1]. Runtimes know the maximum of 32-bit
     * integers better than that of 64-bit ones.
     */
    private String appendEnds(String tokens) {
        String narrowed = graph.node(
                "Cast", "narrowed_tokens", List.of(tokens), Attribute.of("to", (long) OnnxType.of(DType.I32)));
        return graph.node("ArgMax", "ends", List.of(narrowed), Attribute.of("axis", 1L), Attribute.of("keepdims", 1L));
    }
}
