// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Convolution;

/** {@link Convolution} on the CPU: an implicit matrix product, whose left matrix is formed a block at a time. */
final class ConvolutionCpu {
    private ConvolutionCpu() {}

    static void run(Convolution op, Workers workers) {
        if (op.w() instanceof WinogradMatrix w) {
            runWinograd(op, w, workers);
        } else {
            runProduct(op, PanelMatrix.of(op.w()), workers);
        }
    }

    private static void runWinograd(Convolution op, WinogradMatrix w, Workers workers) {
        if (op.kernel() != WinogradMatrix.KERNEL || op.stride() != 1) {
            throw new IllegalArgumentException(
                    "these weights were packed for a 3×3 convolution of stride 1, not for " + op);
        }
        RawMemory.requireWritable(op.y());
        LinearCpu.residual(op.epilogue());
        workers.inTurn(() -> new WinogradConvolution(op, w, LinearCpu.bias(op.epilogue(), workers)).run(workers));
    }

    private static void runProduct(Convolution op, PanelMatrix w, Workers workers) {
        Tensor residual = LinearCpu.residual(op.epilogue());
        boolean pointwise = op.kernel() == 1 && op.stride() == 1 && op.padding() == 0;
        int folded = RowView.foldable(op.y(), residual, pointwise ? op.x() : null);
        RowView rows = RowView.of(op.y(), folded);
        LeftMatrix a = pointwise
                ? new StridedRows(RowView.of(op.x(), folded), op.x().stride(3) * Float.BYTES)
                : new Patches(op, rows.rows());
        workers.inTurn(() -> {
            Output output = LinearCpu.output(op.epilogue(), op.y(), folded, workers);
            new PanelProduct(a, rows.batches(), rows.rows(), w.address(), w.inputs(), output).run(workers);
        });
    }
}
