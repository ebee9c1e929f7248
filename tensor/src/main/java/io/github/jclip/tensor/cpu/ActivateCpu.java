// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import jdk.incubator.vector.FloatVector;

/** {@link Activate} on the CPU. */
final class ActivateCpu {
    private ActivateCpu() {}

    static void run(Activate op, Workers workers) {
        long x = RawMemory.address(op.x());
        long y = RawMemory.address(op.y());
        Stretches.run(op.x().elementCount(), workers, (from, to) -> {
            long offset = from * Float.BYTES;
            stretch(x + offset, y + offset, Math.toIntExact(to - from), op.activation());
        });
    }

    /** y = activation(x) for dense floats; y may be x. One loop for each activation, so that the choice stays outside. */
    static void stretch(long x, long y, int length, Activation activation) {
        switch (activation) {
            case NONE -> DenseRow.copy(x, y, length);
            case RELU -> relu(x, y, length);
            case QUICK_GELU -> quickGelu(x, y, length);
            case GELU -> gelu(x, y, length);
            case SILU -> silu(x, y, length);
        }
    }

    private static void relu(long x, long y, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            RawMemory.store(VectorMath.relu(RawMemory.load(Rows.plus(x, i))), Rows.plus(y, i));
        }
        for (; i < length; i++) {
            RawMemory.put(Rows.plus(y, i), VectorMath.relu(RawMemory.get(Rows.plus(x, i))));
        }
    }

    private static void quickGelu(long x, long y, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            FloatVector value = RawMemory.load(Rows.plus(x, i));
            RawMemory.store(VectorMath.quickGelu(value), Rows.plus(y, i));
        }
        for (; i < length; i++) {
            RawMemory.put(Rows.plus(y, i), VectorMath.quickGelu(RawMemory.get(Rows.plus(x, i))));
        }
    }

    private static void gelu(long x, long y, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            RawMemory.store(VectorMath.gelu(RawMemory.load(Rows.plus(x, i))), Rows.plus(y, i));
        }
        for (; i < length; i++) {
            RawMemory.put(Rows.plus(y, i), VectorMath.gelu(RawMemory.get(Rows.plus(x, i))));
        }
    }

    private static void silu(long x, long y, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            RawMemory.store(VectorMath.silu(RawMemory.load(Rows.plus(x, i))), Rows.plus(y, i));
        }
        for (; i < length; i++) {
            RawMemory.put(Rows.plus(y, i), VectorMath.silu(RawMemory.get(Rows.plus(x, i))));
        }
    }
}
