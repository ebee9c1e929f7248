// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Gemm;

/** {@link Gemm} on the CPU. */
final class GemmCpu {
    private GemmCpu() {}

    static void run(Gemm op, Workers workers) {
        op.reference();
    }
}
