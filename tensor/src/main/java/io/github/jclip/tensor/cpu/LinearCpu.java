// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;

/** {@link Linear} on the CPU. */
final class LinearCpu {
    private LinearCpu() {}

    static void run(Linear op, Workers workers) {
        Tensor x = op.x();
        Tensor y = op.y();
        PanelMatrix w = PanelMatrix.of(op.w());
        Tensor residual = residual(op.epilogue());
        int folded = RowView.foldable(x, y, residual);
        RowView rows = RowView.of(x, folded);
        workers.inTurn(() -> {
            Output output = output(op.epilogue(), y, folded, workers);
            StridedRows a = new StridedRows(rows, Float.BYTES);
            new PanelProduct(a, rows.batches(), rows.rows(), w.address(), w.inputs(), output).run(workers);
        });
    }

    /** The output of an op with an epilogue. */
    static Output output(Epilogue epilogue, Tensor y, int folded, Workers workers) {
        RawMemory.requireWritable(y);
        Tensor residual = residual(epilogue);
        return new Output(
                RowView.of(y, folded),
                y.dim(-1),
                0,
                bias(epilogue, workers),
                residual == null ? null : RowView.of(residual, folded),
                epilogue.activation());
    }

    /** The residual, or null; it is read in place. */
    static Tensor residual(Epilogue epilogue) {
        Tensor residual = epilogue.residual();
        if (residual != null && residual.dtype() != DType.F32) {
            throw new UnsupportedOperationException("the CPU device adds an F32 residual, not " + residual);
        }
        return residual;
    }

    /** The address of the bias as dense floats, its own or that of a widened copy; 0 if there is none. */
    static long bias(Epilogue epilogue, Workers workers) {
        Tensor bias = epilogue.bias();
        if (bias == null) {
            return 0;
        }
        if (bias.dtype() == DType.F32 && bias.isContiguous()) {
            return RawMemory.address(bias);
        }
        int count = bias.dim(0);
        long copy = workers.operands().atLeast((long) count * Float.BYTES);
        for (int i = 0; i < count; i++) {
            RawMemory.put(copy + (long) i * Float.BYTES, (float) bias.get(i));
        }
        return copy;
    }
}
