// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.SgdUpdate;

/** {@link SgdUpdate} on a GPU. */
final class SgdUpdateCuda {
    private SgdUpdateCuda() {}

    static void run(SgdUpdate op, Launcher launcher) {
        Tensor parameter = op.parameter();
        if (parameter.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments().address(parameter).address(op.gradient());
        if (op.velocity() != null) {
            arguments.address(op.velocity());
        }
        arguments.number(parameter.elementCount()).address(op.rates()).floats(op.weightDecay());
        if (op.velocity() != null) {
            double gradientWeight = op.nesterov() ? 1 : 0;
            double velocityWeight = op.nesterov() ? op.momentum() : 1;
            arguments.floats(gradientWeight, velocityWeight);
        }
        String form = op.velocity() == null ? "sgd_update_" : "sgd_update_momentum_";
        String entry = form + ElementType.suffix(parameter.dtype());
        launcher.launch("sgd_update", entry, LaunchShape.packs(parameter), arguments);
    }
}
