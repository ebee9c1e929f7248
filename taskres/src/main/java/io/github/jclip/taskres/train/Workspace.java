// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;

/** Intermediate results by name and shape: batches of one size share them, whatever their number. */
final class Workspace {
    private record Key(String name, Shape shape) {}

    private final Scope scope;
    private final DType type;
    private final Map<Key, Tensor> tensors = new HashMap<>();

    Workspace(Scope scope, DType type) {
        this.scope = scope;
        this.type = type;
    }

    Tensor tensor(String name, int... dims) {
        return tensors.computeIfAbsent(new Key(name, Shape.of(dims)), key -> scope.allocate(type, key.shape()));
    }
}
