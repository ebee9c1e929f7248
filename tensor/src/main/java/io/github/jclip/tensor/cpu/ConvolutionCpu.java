// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Convolution;

/** {@link Convolution} on the CPU. */
final class ConvolutionCpu {
    private ConvolutionCpu() {}

    static void run(Convolution op, Workers workers) {
        op.reference();
    }
}
