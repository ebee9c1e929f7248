// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import jcuda.driver.CUdeviceptr;

/** An address of device memory, between JCuda's objects and plain numbers. */
final class DevicePointer extends CUdeviceptr {

    /** A pointer for the driver to fill in. */
    DevicePointer() {}

    /** JCuda's form of an address. */
    static CUdeviceptr to(long address) {
        return new CUdeviceptr().withByteOffset(address);
    }

    long address() {
        return getNativePointer() + getByteOffset();
    }
}
