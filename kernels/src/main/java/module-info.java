// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** The ops on GPUs. Nothing is exported: devices are found through {@link io.github.jclip.tensor.Devices}. */
module io.github.jclip.kernels {
    requires io.github.jclip.tensor;

    provides io.github.jclip.tensor.DeviceProvider with
            io.github.jclip.kernels.cuda.CudaDeviceProvider;
}
