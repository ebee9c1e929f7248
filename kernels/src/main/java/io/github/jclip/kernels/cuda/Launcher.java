// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;

/** What ops run with: kernels by name on one GPU. */
final class Launcher {
    private final Gpu gpu;
    private final Kernels kernels;

    Launcher(Gpu gpu, Kernels kernels) {
        this.gpu = gpu;
        this.kernels = kernels;
    }

    Gpu gpu() {
        return gpu;
    }

    /** Runs the kernel of a source file that has one for each type of element. */
    void launch(String source, DType dtype, LaunchShape shape, KernelArguments arguments) {
        launch(source, source + "_" + ElementType.suffix(dtype), shape, arguments);
    }

    /** Runs a kernel of a source file. */
    void launch(String source, String entry, LaunchShape shape, KernelArguments arguments) {
        gpu.launch(kernels.get(source, entry), shape, arguments);
    }
}
