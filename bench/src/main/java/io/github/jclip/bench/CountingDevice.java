// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;
import java.util.function.Consumer;

/** Adds up what ops have to do and computes nothing. */
final class CountingDevice extends DelegatingDevice {
    private double flops;
    private double bytes;

    private CountingDevice(Device device) {
        super(device);
    }

    /** What one run of a tower has to do. */
    static Work count(Tower.Loader loader) {
        return count(device -> {
            try (Scope scope = Scope.ofHost()) {
                Tower tower = loader.load(device, scope);
                tower.encode().run();
                tower.unload().run();
            }
        });
    }

    /** What all ops that are executed on the device have to do. */
    static Work count(Consumer<Device> execution) {
        try (CpuDevice cpu = new CpuDevice(1);
                CountingDevice counting = new CountingDevice(cpu)) {
            execution.accept(counting);
            return new Work(counting.flops, counting.bytes);
        }
    }

    @Override
    public void execute(Op op) {
        flops += op.flops();
        bytes += op.bytes();
    }
}
