// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;

/** Copies between host tensors and a device's tensors of its compute type. */
final class HostCopies {
    private HostCopies() {}

    /** The bytes travel as they are; the device converts them. */
    static void upload(Device device, Tensor host, Tensor target) {
        if (host.dtype() == target.dtype()) {
            device.copy(host, target);
            device.synchronize();
            return;
        }
        try (Scope staging = device.openScope()) {
            device.execute(new Cast(device.upload(host, staging), target));
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
