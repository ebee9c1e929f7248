// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;

/** {@link Attention} on the CPU. */
final class AttentionCpu {
    private AttentionCpu() {}

    static void run(Attention op, Workers workers) {
        op.reference();
    }
}
