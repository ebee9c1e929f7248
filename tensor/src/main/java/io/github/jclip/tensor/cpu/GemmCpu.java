// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Gemm;

/**
 * {@link Gemm} on the CPU. B is packed for each call; a batch of at least as many pairs as threads runs in parallel.
 */
final class GemmCpu {
    private GemmCpu() {}

    static void run(Gemm op, Workers workers) {
        if (op.a().rank() == 2) {
            workers.inTurn(() -> multiply(op, op.a(), op.b(), op.c(), workers));
            return;
        }
        int batch = op.a().dim(0);
        workers.inTurn(() -> {
            if (batch >= workers.threads()) {
                workers.run(batch, i -> multiply(op, i, workers));
            } else {
                for (int i = 0; i < batch; i++) {
                    multiply(op, i, workers);
                }
            }
        });
    }

    private static void multiply(Gemm op, int i, Workers workers) {
        multiply(op, op.a().select(0, i), op.b().select(0, i), op.c().select(0, i), workers);
    }

    private static void multiply(Gemm op, Tensor a, Tensor b, Tensor c, Workers workers) {
        RawMemory.requireWritable(c);
        if (b.dim(1) == 1 && b.stride(0) == 1 && a.stride(1) == 1) {
            multiplyVector(op, a, b, c, workers);
            return;
        }
        PanelPacker packer = new PanelPacker(b.transpose(0, 1), (float) op.alpha(), true);
        long panels = workers.operands().atLeast(packer.byteSize());
        packer.pack(panels, workers);
        StridedRows rows = new StridedRows(RowView.of(a, 1), a.stride(1) * Float.BYTES);
        Output output = new Output(RowView.of(c, 1), c.dim(1), (float) op.beta(), 0, null, Activation.NONE);
        new PanelProduct(rows, 1, a.dim(0), panels, a.dim(1), output).run(workers);
    }

    /** With a single column a panel would be nearly empty; dense rows of A are multiplied with it where they lie. */
    private static void multiplyVector(Gemm op, Tensor a, Tensor b, Tensor c, Workers workers) {
        RowView rows = RowView.of(a, 1);
        RowView results = RowView.of(c, 1);
        long vector = RawMemory.address(b);
        int depth = a.dim(1);
        float alpha = (float) op.alpha();
        float beta = (float) op.beta();
        RangeTask.forEach(workers, a.dim(0), depth, (from, to) -> {
            for (int row = from; row < to; row++) {
                long result = results.address(0, row);
                float old = beta == 0 ? 0 : beta * RawMemory.get(result);
                RawMemory.put(result, alpha * RowKernels.dot(rows.address(0, row), vector, depth) + old);
            }
        });
    }
}
