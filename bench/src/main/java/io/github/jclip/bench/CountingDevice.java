// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;
import java.util.Optional;
import java.util.function.Consumer;

/** Adds up what ops have to do and computes nothing. */
final class CountingDevice implements Device {
    private final CpuDevice cpu = new CpuDevice(1);
    private double flops;
    private double bytes;

    private CountingDevice() {}

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
        try (CountingDevice device = new CountingDevice()) {
            execution.accept(device);
            return new Work(device.flops, device.bytes);
        }
    }

    @Override
    public String name() {
        return cpu.name();
    }

    @Override
    public String description() {
        return cpu.description();
    }

    @Override
    public DType computeType() {
        return cpu.computeType();
    }

    @Override
    public Scope openScope() {
        return cpu.openScope();
    }

    @Override
    public Optional<String> unsupported(Op op) {
        return cpu.unsupported(op);
    }

    @Override
    public void execute(Op op) {
        flops += op.flops();
        bytes += op.bytes();
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return cpu.pack(weight, scope);
    }

    @Override
    public Tensor upload(Tensor host, Scope scope) {
        return cpu.upload(host, scope);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        cpu.copy(source, target);
    }

    @Override
    public void close() {
        cpu.close();
    }
}
