// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Linear;

/** {@link Linear} on the CPU. */
final class LinearCpu {
    private LinearCpu() {}

    static void run(Linear op, Workers workers) {
        op.reference();
    }
}
