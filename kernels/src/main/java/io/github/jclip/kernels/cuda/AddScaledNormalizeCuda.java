// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.L2Normalize;

/** A sum and its rows at length 1, as a task residual makes its classifier. */
final class AddScaledNormalizeCuda {
    private AddScaledNormalizeCuda() {}

    /** Whether the two ops are such a pair, and dense. */
    static boolean matches(AddScaled sum, L2Normalize norm) {
        return Fusion.isSame(sum.y(), norm.x())
                && norm.x().rank() > 1
                && norm.y().isContiguous();
    }

    static void run(AddScaled sum, L2Normalize norm, Launcher launcher) {
        Tensor y = sum.y();
        if (y.elementCount() == 0) {
            return;
        }
        int rows = Math.toIntExact(y.elementCount() / y.dim(-1));
        KernelArguments arguments = new KernelArguments()
                .address(sum.a())
                .number((float) sum.scale())
                .address(sum.b())
                .address(y)
                .address(norm.y())
                .number(rows)
                .number(y.dim(-1));
        launcher.launch("add_scaled_normalize", y.dtype(), LaunchShape.blockPerRow(rows), arguments);
    }
}
