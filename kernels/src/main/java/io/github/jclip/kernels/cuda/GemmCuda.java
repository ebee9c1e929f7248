// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.op.Gemm;

/** {@link Gemm} by cuBLAS. */
final class GemmCuda {
    private GemmCuda() {}

    static void run(Gemm op, Launcher launcher) {
        new Products(launcher).multiply((float) op.alpha(), op.a(), op.b(), (float) op.beta(), op.c());
    }
}
