// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.L2NormalizeBackward;

/** {@link L2NormalizeBackward} on the CPU. */
final class L2NormalizeBackwardCpu {
    private L2NormalizeBackwardCpu() {}

    static void run(L2NormalizeBackward op, Workers workers) {
        op.reference();
    }
}
