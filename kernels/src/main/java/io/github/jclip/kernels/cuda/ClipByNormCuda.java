// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ClipByNorm;

/** {@link ClipByNorm} on a GPU. */
final class ClipByNormCuda {
    private ClipByNormCuda() {}

    static void run(ClipByNorm op, Launcher launcher) {
        Tensor gradient = op.gradient();
        if (gradient.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(gradient)
                .address(op.squaredNorm())
                .number((float) op.maxNorm())
                .number(gradient.elementCount());
        launcher.launch("clip_by_norm", gradient.dtype(), LaunchShape.packs(gradient), arguments);
    }
}
