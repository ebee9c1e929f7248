// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2NormalizeBackward;

/** {@link L2NormalizeBackward} on a GPU. */
final class L2NormalizeBackwardCuda {
    private L2NormalizeBackwardCuda() {}

    static void run(L2NormalizeBackward op, Launcher launcher) {
        Tensor x = op.x();
        if (x.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(x)
                .number(x.stride(0))
                .address(op.du())
                .number(op.du().stride(0))
                .address(op.dx())
                .number(op.dx().stride(0))
                .number(x.dim(0))
                .number(x.dim(1));
        launcher.launch("l2_normalize_backward", x.dtype(), LaunchShape.blockPerRow(x.dim(0)), arguments);
    }
}
