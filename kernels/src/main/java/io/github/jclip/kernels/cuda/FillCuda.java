// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Fill;

/** {@link Fill} on a GPU. */
final class FillCuda {
    private FillCuda() {}

    static void run(Fill op, Launcher launcher) {
        StridedWalk walk = StridedWalk.of(op.y()).orElseThrow();
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments =
                new KernelArguments().number((float) op.value()).walk(walk, op.y());
        launcher.launch("fill", op.y().dtype(), walk.shape(), arguments);
    }
}
