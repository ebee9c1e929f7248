// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import io.github.jclip.clip.tower.BatchNorm;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.TensorSource;

/** Brings a model's tensors into a graph, as F32 initialisers of OpenAI's names. */
final class Weights {
    private final WeightSource source;
    private final Graph graph;
    private final String prefix;

    Weights(WeightSource source, Graph graph, String prefix) {
        this.source = source;
        this.graph = graph;
        this.prefix = prefix;
    }

    /** The tensors whose names start with a further component. */
    Weights at(String component) {
        return new Weights(source, graph, prefix + component + ".");
    }

    /** The name of a value in this part of the model. */
    String value(String name) {
        return prefix + name;
    }

    Shape shape(String name) {
        return source.tensor(prefix + name).shape();
    }

    /** The tensor in its stored shape. */
    String dense(String name) {
        return dense(name, shape(name).toArray());
    }

    /** The tensor in another shape of as many elements. */
    String dense(String name, int... dims) {
        return graph.initialiser(new TensorSource(
                prefix + name,
                DType.F32,
                Shape.of(dims),
                scope -> widened(source.tensor(prefix + name), scope).reshape(dims)));
    }

    private static Tensor widened(Tensor stored, Scope scope) {
        return stored.dtype() == DType.F32 && stored.isContiguous() ? stored : stored.copyTo(scope, DType.F32);
    }

    /** A convolution's weights with a batch normalisation folded in. */
    String foldedWeight(String convolution, String normalisation) {
        String name = prefix + convolution + ".weight";
        return graph.initialiser(new TensorSource(
                name,
                DType.F32,
                source.tensor(name).shape(),
                scope -> batchNorm(normalisation).fold(source.tensor(name), scope)));
    }

    /** The bias of a convolution with a batch normalisation folded in. */
    String foldedBias(String convolution, String normalisation) {
        return graph.initialiser(new TensorSource(
                prefix + convolution + ".bias",
                DType.F32,
                shape(normalisation + ".bias"),
                scope -> batchNorm(normalisation).bias(scope)));
    }

    private BatchNorm batchNorm(String normalisation) {
        return BatchNorm.of(source, prefix + normalisation);
    }
}
