// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.DType;
import java.util.function.Supplier;

/** What ops run with: kernels by name on one GPU, and temporary memory. */
final class Launcher {
    private final Gpu gpu;
    private final Kernels kernels;
    private final Supplier<CudaScope> temporaries;

    /**
     * A launcher.
     *
     * @param temporaries opens scopes for {@link #openTemporary}
     */
    Launcher(Gpu gpu, Kernels kernels, Supplier<CudaScope> temporaries) {
        this.gpu = gpu;
        this.kernels = kernels;
        this.temporaries = temporaries;
    }

    /** A launcher of the same kernels with other temporary memory. */
    Launcher withTemporaries(Supplier<CudaScope> others) {
        return new Launcher(gpu, kernels, others);
    }

    /**
     * A scope for what an op needs while it runs, closed by the op: the only memory that it may take, since ops become
     * part of graphs, which are captured once and launched often.
     */
    CudaScope openTemporary() {
        return temporaries.get();
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
