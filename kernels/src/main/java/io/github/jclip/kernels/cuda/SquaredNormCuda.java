// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.SquaredNorm;

/** {@link SquaredNorm} on a GPU. */
final class SquaredNormCuda {
    private SquaredNormCuda() {}

    static void run(SquaredNorm op, Launcher launcher) {
        Tensor x = op.x();
        if (x.elementCount() == 0) {
            return;
        }
        Total.add(op.sum(), x.elementCount(), launcher, (shape, blockSums) -> {
            KernelArguments arguments = new KernelArguments()
                    .address(x)
                    .number(x.elementCount())
                    .address(op.sum())
                    .number(blockSums);
            launcher.launch("squared_norm", x.dtype(), shape, arguments);
        });
    }
}
