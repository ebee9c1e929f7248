// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Softmax;

/** {@link Softmax} on the CPU. */
final class SoftmaxCpu {
    private SoftmaxCpu() {}

    static void run(Softmax op, Workers workers) {
        op.reference();
    }
}
