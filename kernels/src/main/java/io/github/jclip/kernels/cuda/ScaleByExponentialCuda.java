// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.ScaleByExponential;

/** {@link ScaleByExponential} on a GPU. */
final class ScaleByExponentialCuda {
    private ScaleByExponentialCuda() {}

    static void run(ScaleByExponential op, Launcher launcher) {
        StridedWalk walk = StridedWalk.of(op.x(), op.y()).orElseThrow();
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.x())
                .structure(walk.steps(0))
                .address(op.logScale())
                .address(op.y())
                .structure(walk.steps(1))
                .structure(walk.extent());
        launcher.launch("scale_by_exponential", op.y().dtype(), walk.shape(), arguments);
    }
}
