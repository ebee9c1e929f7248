// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.AddBackward;

/** {@link AddBackward} on a GPU, as column sums. */
final class AddBackwardCuda {
    private AddBackwardCuda() {}

    static void run(AddBackward op, Launcher launcher) {
        ColumnSums.overFirst(op.dy()).addTo(op.db(), launcher);
    }
}
