// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.LinearBackward;

/**
 * {@link LinearBackward} on the CPU: the weights' gradient is a matrix product, of so many rows at a time that their
 * panels stay small beside the operands.
 */
final class LinearBackwardCpu {
    private static final int MOST_ROWS = 1024;

    private LinearBackwardCpu() {}

    static void run(LinearBackward op, Workers workers) {
        for (Tensor output : op.outputs()) {
            RawMemory.requireWritable(output);
        }
        if (op.dweight() != null) {
            Tensor x = op.x();
            Tensor rows = x.isContiguous() && !op.dy().isContiguous() ? op.dy() : x;
            Tensor other = rows == x ? op.dy() : x;
            FoldedRows.forEach(rows, MOST_ROWS, (first, part) -> {
                Tensor beside = matching(other, first, part.dim(0));
                Tensor dy = rows == x ? beside : part;
                Tensor input = rows == x ? part : beside;
                GemmCpu.run(new Gemm(1, dy.transpose(0, 1), input, 1, op.dweight()), workers);
            });
        }
        if (op.dbias() != null) {
            ColumnSums.add(op.dy(), RawMemory.address(op.dbias()), workers);
        }
    }

    /** The rows of a tensor that correspond to a part of another, which is folded no further than this one may be. */
    private static Tensor matching(Tensor tensor, int first, int count) {
        if (tensor.rank() == 2) {
            return tensor.slice(0, first, first + count);
        }
        if (tensor.isContiguous()) {
            int rows = tensor.dim(0) * tensor.dim(1);
            return tensor.reshape(rows, tensor.dim(2)).slice(0, first, first + count);
        }
        int within = first % tensor.dim(1);
        return tensor.select(0, first / tensor.dim(1)).slice(0, within, within + count);
    }
}
