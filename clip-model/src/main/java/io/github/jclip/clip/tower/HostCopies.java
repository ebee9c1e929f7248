// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import io.github.jclip.tensor.op.Cast;

/** Copies between host tensors and a device's tensors of its compute type. */
final class HostCopies {
    private HostCopies() {}

    /** The bytes travel as they are; the device converts them. */
    static void upload(Device device, Tensor host, Tensor target) {
        if (host.dtype() == target.dtype()) {
            device.copy(host, target);
            return;
        }
        try (Scope staging = device.openScope()) {
            device.execute(new Cast(device.upload(host, staging), target));
        }
    }

    /** Starts to bring a device tensor's values to a host tensor of any type. */
    static Transfer startDownload(Device device, Tensor source, Tensor host) {
        if (host.dtype() == source.dtype()) {
            return device.startDownload(source, host);
        }
        Tensor arriving = Scope.ofGarbageCollected().allocate(source.dtype(), source.shape());
        return new ConvertedTransfer(device.startDownload(source, arriving), arriving, host);
    }

    static void download(Device device, Tensor source, Tensor host) {
        startDownload(device, source, host).await();
    }
}
