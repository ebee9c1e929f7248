// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AdamUpdate;

/** {@link AdamUpdate} on a GPU. */
final class AdamUpdateCuda {
    private AdamUpdateCuda() {}

    static void run(AdamUpdate op, Launcher launcher) {
        Tensor parameter = op.parameter();
        if (parameter.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(parameter)
                .address(op.gradient())
                .address(op.mean())
                .address(op.square());
        if (op.largest() != null) {
            arguments.address(op.largest());
        }
        arguments
                .number(parameter.elementCount())
                .floats(op.beta1(), 1 - op.beta1(), op.beta2(), 1 - op.beta2(), op.epsilon(), op.coupledDecay())
                .address(op.rates());
        String form = op.largest() == null ? "adam_update_" : "adam_update_largest_";
        String entry = form + ElementType.suffix(parameter.dtype());
        launcher.launch("adam_update", entry, LaunchShape.packs(parameter), arguments);
    }
}
