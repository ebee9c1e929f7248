// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** The way to a device that copies at once. */
record DirectInput(Device device) implements StagedInput {
    @Override
    public void write(Tensor host, Tensor target) {
        if (host.dtype() == target.dtype()) {
            device.copy(host, target);
            return;
        }
        try (Scope converted = Scope.ofHost()) {
            device.copy(host.copyTo(converted, target.dtype()), target);
        }
    }

    @Override
    public void close() {}
}
