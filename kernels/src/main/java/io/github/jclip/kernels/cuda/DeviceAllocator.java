// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/** Where a {@link CudaScope} gets its memory from. */
interface DeviceAllocator {

    /**
     * Memory that is not initialised, for what is submitted from now on.
     *
     * @throws io.github.jclip.tensor.OutOfDeviceMemoryException if there is not enough
     */
    long allocate(long bytes);

    /** Takes memory back when everything submitted before has run. */
    void free(long address);
}
