// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Add;

/** {@link Add} on a GPU. */
final class AddCuda {
    private AddCuda() {}

    static void run(Add op, Launcher launcher) {
        StridedWalk walk = StridedWalk.of(op.a(), op.b(), op.y()).orElseThrow();
        if (walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments().walk(walk, op.a(), op.b(), op.y());
        launcher.launch("add", op.y().dtype(), walk.shape(), arguments);
    }
}
