// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;

/** {@link Cast} on a GPU, and copies between strided tensors. */
final class CastCuda {
    private CastCuda() {}

    static void run(Cast op, Launcher launcher) {
        run(op.x(), op.y(), launcher);
    }

    /** y = x in the type of y; with one type, a copy of any type. */
    static void run(Tensor x, Tensor y, Launcher launcher) {
        StridedWalk walk = StridedWalk.of(x, y).orElseThrow();
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments().walk(walk, x, y);
        if (x.dtype() == y.dtype()) {
            launcher.launch("copy", "copy_" + x.dtype().byteSize(), walk.shape(), arguments);
        } else {
            String entry = "cast_%s_%s".formatted(ElementType.suffix(x.dtype()), ElementType.suffix(y.dtype()));
            launcher.launch("cast", entry, walk.shape(), arguments);
        }
    }
}
