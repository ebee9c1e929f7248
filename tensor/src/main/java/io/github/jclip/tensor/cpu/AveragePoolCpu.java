// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AveragePool;

/** {@link AveragePool} on the CPU. */
final class AveragePoolCpu {
    private AveragePoolCpu() {}

    static void run(AveragePool op, Workers workers) {
        op.reference();
    }
}
