// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.CrossEntropyBackward;

/** {@link CrossEntropyBackward} on the CPU. */
final class CrossEntropyBackwardCpu {
    private CrossEntropyBackwardCpu() {}

    static void run(CrossEntropyBackward op, Workers workers) {
        op.reference();
    }
}
