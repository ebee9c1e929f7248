// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

/** What a tensor is, the contract of every op, the CPU device, and safetensors. */
module io.github.jclip.tensor {
    requires jdk.incubator.vector;
    requires tools.jackson.databind;

    exports io.github.jclip.tensor;
    exports io.github.jclip.tensor.conformance;
    exports io.github.jclip.tensor.cpu;
    exports io.github.jclip.tensor.io;
    exports io.github.jclip.tensor.op;
    exports io.github.jclip.tensor.optim;
    exports io.github.jclip.tensor.resample;
    exports io.github.jclip.tensor.safetensors;

    uses io.github.jclip.tensor.DeviceProvider;

    provides io.github.jclip.tensor.DeviceProvider with
            io.github.jclip.tensor.cpu.CpuDeviceProvider;
}
