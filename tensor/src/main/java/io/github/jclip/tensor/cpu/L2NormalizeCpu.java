// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.L2Normalize;

/** {@link L2Normalize} on the CPU. */
final class L2NormalizeCpu {
    private L2NormalizeCpu() {}

    static void run(L2Normalize op, Workers workers) {
        op.reference();
    }
}
