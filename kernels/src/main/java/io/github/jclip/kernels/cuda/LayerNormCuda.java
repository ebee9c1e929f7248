// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.LayerNorm;

/** {@link LayerNorm} on a GPU. */
final class LayerNormCuda {
    private LayerNormCuda() {}

    static void run(LayerNorm op, Launcher launcher) {
        StridedWalk walk = StridedWalk.byRows(op.x(), op.y());
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .structure(walk.steps(0))
                .address(op.weight())
                .address(op.bias())
                .number((float) op.epsilon())
                .address(op.y())
                .structure(walk.steps(1))
                .structure(walk.extent());
        launcher.launch("layer_norm", op.y().dtype(), LaunchShape.blockPerRow(walk.rows()), arguments);
    }
}
