// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AveragePoolBackward;

/** {@link AveragePoolBackward} on a GPU. */
final class AveragePoolBackwardCuda {
    private AveragePoolBackwardCuda() {}

    static void run(AveragePoolBackward op, Launcher launcher) {
        Tensor dx = op.dx();
        if (dx.elementCount() == 0) {
            return;
        }
        StridedWalk windows = StridedWalk.byRows(op.dy());
        StridedWalk elements = StridedWalk.byRows(dx);
        KernelArguments arguments = new KernelArguments()
                .address(op.dy())
                .structure(windows.steps(0))
                .structure(windows.extent())
                .number(op.kernel())
                .address(dx)
                .structure(elements.steps(0))
                .structure(elements.extent());
        // Windows that reach over the edge are counted too: what they cover becomes zero.
        long reached = (long) dx.dim(0) * Math.ceilDiv(dx.dim(1), op.kernel()) * Math.ceilDiv(dx.dim(2), op.kernel());
        LaunchShape shape = Slabs.ofWarps(reached, dx.dim(3)).shape();
        launcher.launch("average_pool_backward", dx.dtype(), shape, arguments);
    }
}
