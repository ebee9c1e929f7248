// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.LayerNorm;

/** {@link LayerNorm} on the CPU. */
final class LayerNormCpu {
    private LayerNormCpu() {}

    static void run(LayerNorm op, Workers workers) {
        op.reference();
    }
}
