// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ArgMax;

/** {@link ArgMax} on a GPU. */
final class ArgMaxCuda {
    private ArgMaxCuda() {}

    static void run(ArgMax op, Launcher launcher) {
        Tensor x = op.x();
        if (x.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(x)
                .number(x.stride(0))
                .address(op.y())
                .number(x.dim(0))
                .number(x.dim(1));
        launcher.launch("arg_max", x.dtype(), LaunchShape.blockPerRow(x.dim(0)), arguments);
    }
}
