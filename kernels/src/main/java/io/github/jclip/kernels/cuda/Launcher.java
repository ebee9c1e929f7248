// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Precision;

/** What ops run with: kernels by name on one GPU. */
final class Launcher {
    private final Gpu gpu;
    private final Kernels kernels;
    private final Precision precision;

    Launcher(Gpu gpu, Kernels kernels, Precision precision) {
        this.gpu = gpu;
        this.kernels = kernels;
        this.precision = precision;
    }

    Gpu gpu() {
        return gpu;
    }

    /** How elements of a type are multiplied: TF32 is a way to multiply F32. */
    Precision precisionOf(DType dtype) {
        return dtype == precision.dtype() ? precision : Precision.of(dtype);
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
