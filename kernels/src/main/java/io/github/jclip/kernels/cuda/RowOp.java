// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;

/** Ops that make a row of y out of a row of x. */
final class RowOp {
    private RowOp() {}

    static void run(String source, Tensor x, Tensor y, Launcher launcher) {
        StridedWalk walk = StridedWalk.byRows(x, y);
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments().walk(walk, x, y);
        launcher.launch(source, y.dtype(), LaunchShape.blockPerRow(walk.rows()), arguments);
    }
}
