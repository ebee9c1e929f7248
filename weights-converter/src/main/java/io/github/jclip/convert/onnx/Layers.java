// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.tensor.op.Activation;
import java.util.List;

/** Appends the layers that CLIP's towers share. Activations of transformers are matrices, [B·T, C]. */
final class Layers {
    private static final float QUICK_GELU_FACTOR = 1.702f;

    private final Graph graph;

    Layers(Graph graph) {
        this.graph = graph;
    }

    /** x·Wᵀ + b with the weight [N, K] and the bias {@code <name>bias}. */
    String linear(String output, String x, String weight, String bias) {
        return graph.node("Gemm", output, List.of(x, weight, bias), Attribute.of("transB", 1L));
    }

    /** x·W with a projection [K, N]. */
    String projection(String output, String x, String weight) {
        return graph.node("Gemm", output, List.of(x, weight));
    }

    String layerNorm(Weights norm, String x, double epsilon) {
        return graph.node(
                "LayerNormalization",
                norm.value("output"),
                List.of(x, norm.dense("weight"), norm.dense("bias")),
                Attribute.of("axis", -1L),
                Attribute.of("epsilon", (float) epsilon));
    }

    String add(String output, String a, String b) {
        return graph.node("Add", output, List.of(a, b));
    }

    String mul(String output, String a, String b) {
        return graph.node("Mul", output, List.of(a, b));
    }

    String reshape(String output, String x, String shape) {
        return graph.node("Reshape", output, List.of(x, shape));
    }

    String transpose(String output, String x, int... order) {
        return graph.node("Transpose", output, List.of(x), Attribute.of("perm", order));
    }

    String concat(String output, int axis, String... parts) {
        return graph.node("Concat", output, List.of(parts), Attribute.of("axis", (long) axis));
    }

    /** Index 0 of dimension 1, which disappears. */
    String first(String output, String x) {
        return graph.node("Gather", output, List.of(x, graph.scalar(0)), Attribute.of("axis", 1L));
    }

    /** The size of one dimension as a vector of one element. */
    String size(String output, String x, int dimension) {
        return graph.node(
                "Shape",
                output,
                List.of(x),
                Attribute.of("start", (long) dimension),
                Attribute.of("end", dimension + 1L));
    }

    /** The activations of CLIP's MLPs, in the form that optimisers recognise. */
    String activation(String name, String x, Activation activation) {
        return switch (activation) {
            case QUICK_GELU -> {
                String scaled = mul(name + ".scaled", x, graph.number("quick_gelu_factor", QUICK_GELU_FACTOR));
                yield mul(name, x, graph.node("Sigmoid", name + ".sigmoid", List.of(scaled)));
            }
            case GELU -> {
                String root = graph.number("root_of_two", (float) Math.sqrt(2));
                String erf = graph.node(
                        "Erf", name + ".erf", List.of(graph.node("Div", name + ".scaled", List.of(x, root))));
                String product = mul(name + ".product", x, add(name + ".shifted", erf, graph.number("one", 1)));
                yield mul(name, product, graph.number("half", 0.5f));
            }
            case SILU -> mul(name, x, graph.node("Sigmoid", name + ".sigmoid", List.of(x)));
            case NONE, RELU -> throw new IllegalArgumentException("activation " + activation);
        };
    }

    /** softmax(scale · q·kᵀ + mask)·v over the last two dimensions; kᵀ is given, the mask may be null. */
    String attention(Weights part, String q, String transposedK, String v, String scale, String mask) {
        String scores =
                mul(part.value("scaled"), graph.node("MatMul", part.value("scores"), List.of(q, transposedK)), scale);
        if (mask != null) {
            scores = add(part.value("masked"), scores, mask);
        }
        String probabilities =
                graph.node("Softmax", part.value("probabilities"), List.of(scores), Attribute.of("axis", -1L));
        return graph.node("MatMul", part.value("attended"), List.of(probabilities, v));
    }
}
