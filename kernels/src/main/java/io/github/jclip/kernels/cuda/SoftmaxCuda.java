// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Softmax;

/** {@link Softmax} on a GPU. */
final class SoftmaxCuda {
    private SoftmaxCuda() {}

    static void run(Softmax op, Launcher launcher) {
        RowOp.run("softmax", op.x(), op.y(), launcher);
    }
}
