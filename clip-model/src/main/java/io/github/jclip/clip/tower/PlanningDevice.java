// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Stands in for a device while a tower is unrolled only to learn how much memory it takes: its tensors have none. */
record PlanningDevice(DType computeType) implements Device {

    @Override
    public String name() {
        return "plan";
    }

    @Override
    public String description() {
        return "device=plan (no memory, no arithmetic)";
    }

    @Override
    public Scope openScope() {
        return new Scope() {
            @Override
            public Tensor allocate(DType dtype, Shape shape) {
                return withoutMemory(dtype, shape);
            }

            @Override
            public void close() {}
        };
    }

    @SuppressWarnings("restricted") // nothing ever reads or writes it
    private static Tensor withoutMemory(DType dtype, Shape shape) {
        long bytes = Math.multiplyExact(shape.elementCount(), dtype.byteSize());
        return Tensor.ofDevice(dtype, shape, MemorySegment.NULL.reinterpret(bytes));
    }

    @Override
    public Optional<String> unsupported(Op op) {
        return Optional.of("a plan executes nothing");
    }

    @Override
    public void execute(Op op) {
        throw new UnsupportedOperationException("a plan executes nothing");
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        throw new UnsupportedOperationException("a plan has no weights");
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        throw new UnsupportedOperationException("a plan has no memory");
    }

    @Override
    public void close() {}
}
