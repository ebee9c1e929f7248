// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Cast;

/** {@link Cast} on the CPU. */
final class CastCpu {
    private CastCpu() {}

    static void run(Cast op, Workers workers) {
        op.reference();
    }
}
