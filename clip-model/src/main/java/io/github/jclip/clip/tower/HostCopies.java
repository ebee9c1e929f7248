// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Copies between F32 host tensors and a device's tensors of its compute type. */
final class HostCopies {
    private HostCopies() {}

    static void upload(Device device, Tensor host, Tensor target) {
        if (host.dtype() == target.dtype()) {
            device.copy(host, target);
            device.synchronize();
            return;
        }
        try (Scope staging = Scope.ofHost()) {
            device.copy(host.copyTo(staging, target.dtype()), target);
            device.synchronize();
        }
    }

    static void download(Device device, Tensor source, Tensor host) {
        if (host.dtype() == source.dtype()) {
            device.copy(source, host);
            device.synchronize();
            return;
        }
        try (Scope staging = Scope.ofHost()) {
            Tensor copy = staging.allocate(source.dtype(), source.shape());
            device.copy(source, copy);
            device.synchronize();
            host.copyFrom(copy);
        }
    }
}
