// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ConvolutionBackward;

/** {@link ConvolutionBackward} on the CPU: dyᵀ times the windows of x, which are formed a block of rows at a time. */
final class ConvolutionBackwardCpu {
    private ConvolutionBackwardCpu() {}

    static void run(ConvolutionBackward op, Workers workers) {
        RawMemory.requireWritable(op.dweight());
        Patches windows = new Patches(op.x(), op.kernel(), op.stride(), op.padding(), op.dy(), 0);
        Rows dy = Rows.of(op.dy());
        Rows dweight = Rows.of(op.dweight());
        new TransposedProduct(
                        TransposedProduct.Source.of(op.dy()),
                        (row, rows, from, count, target, step) -> windows.copy(0, row, rows, from, count, target, step),
                        dy.count(),
                        dweight,
                        dy.width(),
                        dweight.width(),
                        0)
                .run(workers);
    }
}
