// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.LinearBackward;

/** {@link LinearBackward}: the weights' gradient by cuBLAS, which adds to what is there, the bias's by column sums. */
final class LinearBackwardCuda {
    private LinearBackwardCuda() {}

    static void run(LinearBackward op, Launcher launcher) {
        if (op.dweight() != null && op.x().elementCount() != 0) {
            try (CudaScope copies = launcher.openTemporary()) {
                Tensor x = matrix(op.x(), copies, launcher);
                Tensor dy = matrix(op.dy(), copies, launcher);
                new Products(launcher).multiply(1, dy.transpose(0, 1), x, 1, op.dweight());
            }
        }
        if (op.dbias() != null) {
            ColumnSums.overRows(op.dy()).addTo(op.dbias(), launcher);
        }
    }

    /** All rows of a tensor under each other; a copy where they do not lie so. */
    private static Tensor matrix(Tensor tensor, CudaScope copies, Launcher launcher) {
        if (tensor.rank() == 2) {
            return tensor;
        }
        Tensor dense = tensor;
        if (!tensor.isContiguous()) {
            dense = copies.allocateUninitialised(tensor.dtype(), tensor.shape().toArray());
            CastCuda.run(tensor, dense, launcher);
        }
        return dense.reshape(Math.multiplyExact(tensor.dim(0), tensor.dim(1)), tensor.dim(2));
    }
}
