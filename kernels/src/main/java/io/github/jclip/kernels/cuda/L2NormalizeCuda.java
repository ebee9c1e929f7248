// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.L2Normalize;

/** {@link L2Normalize} on a GPU. */
final class L2NormalizeCuda {
    private L2NormalizeCuda() {}

    static void run(L2Normalize op, Launcher launcher) {
        RowOp.run("l2_normalize", op.x(), op.y(), launcher);
    }
}
