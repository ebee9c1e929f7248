// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.LinearBackward;

/** {@link LinearBackward} on the CPU: the gradient of the weights is dyᵀ·x, that of the bias comes along. */
final class LinearBackwardCpu {
    private LinearBackwardCpu() {}

    static void run(LinearBackward op, Workers workers) {
        for (Tensor output : op.outputs()) {
            RawMemory.requireWritable(output);
        }
        long dbias = op.dbias() == null ? 0 : RawMemory.address(op.dbias());
        boolean hasWeights = op.dweight() != null && op.x().dim(-1) > 0;
        if (hasWeights) {
            Rows x = Rows.of(op.x());
            new TransposedProduct(
                            TransposedProduct.Source.of(op.dy()),
                            TransposedProduct.Source.of(op.x()),
                            x.count(),
                            Rows.of(op.dweight()),
                            op.dy().dim(-1),
                            x.width(),
                            dbias)
                    .run(workers);
        } else if (dbias != 0) {
            ColumnSums.add(op.dy(), dbias, workers);
        }
    }
}
