// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Stands in front of another device, for whoever watches or changes a part of it. Prepared ops go through {@link #execute}
 * one by one. Closing it leaves the other one open.
 */
public abstract class DelegatingDevice implements Device {
    private final Device device;

    /** In front of a device. */
    protected DelegatingDevice(Device device) {
        this.device = device;
    }

    /** The device behind. */
    protected Device device() {
        return device;
    }

    @Override
    public String name() {
        return device.name();
    }

    @Override
    public String description() {
        return device.description();
    }

    @Override
    public List<String> findings() {
        return device.findings();
    }

    @Override
    public DType computeType() {
        return device.computeType();
    }

    @Override
    public String precision() {
        return device.precision();
    }

    @Override
    public OptionalLong freeMemory() {
        return device.freeMemory();
    }

    @Override
    public long temporaryBytes(Op op) {
        return device.temporaryBytes(op);
    }

    @Override
    public Scope openScope() {
        return device.openScope();
    }

    @Override
    public Optional<String> unsupported(Op op) {
        return device.unsupported(op);
    }

    @Override
    public void warmUp() {
        device.warmUp();
    }

    @Override
    public void execute(Op op) {
        device.execute(op);
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return device.pack(weight, scope);
    }

    @Override
    public PackedMatrix packConvolution(Tensor weight, int kernel, int stride, Scope scope) {
        return device.packConvolution(weight, kernel, stride, scope);
    }

    @Override
    public void repack(PackedMatrix matrix) {
        device.repack(matrix);
    }

    @Override
    public Tensor upload(Tensor host, Scope scope) {
        return device.upload(host, scope);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        device.copy(source, target);
    }

    @Override
    public StagedInput stageInput(DType type, int elements) {
        return device.stageInput(type, elements);
    }

    @Override
    public Transfer startDownload(Tensor source, Tensor host) {
        return device.startDownload(source, host);
    }

    @Override
    public Mark mark() {
        return device.mark();
    }

    @Override
    public void synchronize() {
        device.synchronize();
    }

    @Override
    public void close() {}
}
