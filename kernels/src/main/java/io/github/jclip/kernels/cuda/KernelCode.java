// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** Where the code that a GPU runs comes from. */
sealed interface KernelCode permits CompiledKernels, PtxKernels {

    /**
     * What the driver loads for the kernels of a file.
     *
     * @throws CudaException if they do not compile
     * @throws io.github.jclip.tensor.BadInputException if what was compiled ahead of time does not fit
     */
    byte[] of(KernelSource source, GpuProperties gpu);

    /** For the description of a device. */
    String description();
}
