// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import io.github.jclip.tensor.op.Op;
import java.util.Optional;

/**
 * Executes every op by its own specification, {@link Op#reference()}: plain loops in double precision on host tensors
 * of any type. Slow on purpose; it is what other devices are compared with, and the F64 path of small trainings.
 */
public final class ReferenceDevice implements Device {
    private record Unpacked(Tensor source) implements PackedMatrix {
        @Override
        public long byteSize() {
            return source.byteSize();
        }
    }

    /** Makes a reference device; it holds nothing that needs closing. */
    public ReferenceDevice() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public String description() {
        return "device=reference (plain loops in double precision)";
    }

    @Override
    public DType computeType() {
        return DType.F64;
    }

    @Override
    public Scope openScope() {
        return Scope.ofHost();
    }

    @Override
    public Optional<String> unsupported(Op op) {
        return Optional.empty();
    }

    @Override
    public void execute(Op op) {
        op.reference();
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return new Unpacked(weight);
    }

    /** Nothing to do: what was packed is the source itself. */
    @Override
    public void repack(PackedMatrix matrix) {}

    @Override
    public Tensor upload(Tensor host, Scope scope) {
        return host;
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        target.copyFrom(source);
    }

    @Override
    public void close() {}
}
