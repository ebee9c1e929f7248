// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.RmsPropUpdate;

/** {@link RmsPropUpdate} on a GPU. */
final class RmsPropUpdateCuda {
    private RmsPropUpdateCuda() {}

    static void run(RmsPropUpdate op, Launcher launcher) {
        Tensor parameter = op.parameter();
        if (parameter.elementCount() == 0) {
            return;
        }
        KernelArguments arguments =
                new KernelArguments().address(parameter).address(op.gradient()).address(op.square());
        if (op.velocity() != null) {
            arguments.address(op.velocity());
        }
        arguments
                .number(parameter.elementCount())
                .address(op.rates())
                .floats(op.smoothing(), 1 - op.smoothing(), op.epsilon(), op.momentum(), op.weightDecay());
        String form = op.velocity() == null ? "rms_prop_update_" : "rms_prop_update_momentum_";
        String entry = form + ElementType.suffix(parameter.dtype());
        launcher.launch("rms_prop_update", entry, LaunchShape.packs(parameter), arguments);
    }
}
