// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.RAdamUpdate;

/** {@link RAdamUpdate} on a GPU. */
final class RAdamUpdateCuda {
    private RAdamUpdateCuda() {}

    static void run(RAdamUpdate op, Launcher launcher) {
        Tensor parameter = op.parameter();
        if (parameter.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(parameter)
                .address(op.gradient())
                .address(op.mean())
                .address(op.square())
                .number(parameter.elementCount())
                .floats(op.beta1(), 1 - op.beta1(), op.beta2(), 1 - op.beta2(), op.epsilon())
                .address(op.rates());
        launcher.launch("radam_update", parameter.dtype(), LaunchShape.packs(parameter), arguments);
    }
}
