// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.util.Optional;

/** Another device, for tests that change a part of it. */
public class ForwardingDevice implements Device {
    private final Device device;

    /** Forwards to a device, which is closed with this one. */
    public ForwardingDevice(Device device) {
        this.device = device;
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
    public DType computeType() {
        return device.computeType();
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
    public void execute(Op op) {
        device.execute(op);
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return device.pack(weight, scope);
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
    public void close() {
        device.close();
    }
}
