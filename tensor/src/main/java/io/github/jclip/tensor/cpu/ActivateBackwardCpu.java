// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import jdk.incubator.vector.FloatVector;

/** {@link ActivateBackward} on the CPU. */
final class ActivateBackwardCpu {
    private ActivateBackwardCpu() {}

    static void run(ActivateBackward op, Workers workers) {
        long x = RawMemory.address(op.x());
        long dy = RawMemory.address(op.dy());
        long dx = RawMemory.address(op.dx());
        Stretches.run(op.x().elementCount(), workers, (from, to) -> {
            long offset = from * Float.BYTES;
            stretch(x + offset, dy + offset, dx + offset, Math.toIntExact(to - from), op.activation());
        });
    }

    private static void stretch(long x, long dy, long dx, int length, Activation activation) {
        switch (activation) {
            case NONE -> DenseRow.copy(dy, dx, length);
            case RELU -> relu(x, dy, dx, length);
            case QUICK_GELU -> logistic(ActivationSlopes.QUICK_GELU_SLOPE, x, dy, dx, length);
            case SILU -> logistic(1, x, dy, dx, length);
            case GELU -> gelu(x, dy, dx, length);
        }
    }

    private static void relu(long x, long dy, long dx, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            FloatVector gradient = RawMemory.load(Rows.plus(dy, i));
            RawMemory.store(ActivationSlopes.relu(RawMemory.load(Rows.plus(x, i)), gradient), Rows.plus(dx, i));
        }
        for (; i < length; i++) {
            float gradient = RawMemory.get(Rows.plus(dy, i));
            RawMemory.put(Rows.plus(dx, i), ActivationSlopes.relu(RawMemory.get(Rows.plus(x, i)), gradient));
        }
    }

    private static void logistic(float beta, long x, long dy, long dx, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            FloatVector slope = ActivationSlopes.logistic(RawMemory.load(Rows.plus(x, i)), beta);
            RawMemory.store(slope.mul(RawMemory.load(Rows.plus(dy, i))), Rows.plus(dx, i));
        }
        for (; i < length; i++) {
            float slope = ActivationSlopes.logistic(RawMemory.get(Rows.plus(x, i)), beta);
            RawMemory.put(Rows.plus(dx, i), slope * RawMemory.get(Rows.plus(dy, i)));
        }
    }

    private static void gelu(long x, long dy, long dx, int length) {
        int i = 0;
        for (; i < Rows.inVectors(length); i += Lanes.FLOATS.length()) {
            FloatVector slope = ActivationSlopes.gelu(RawMemory.load(Rows.plus(x, i)));
            RawMemory.store(slope.mul(RawMemory.load(Rows.plus(dy, i))), Rows.plus(dx, i));
        }
        for (; i < length; i++) {
            float slope = ActivationSlopes.gelu(RawMemory.get(Rows.plus(x, i)));
            RawMemory.put(Rows.plus(dx, i), slope * RawMemory.get(Rows.plus(dy, i)));
        }
    }
}
