// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.RawMemory.get;
import static io.github.jclip.tensor.cpu.RawMemory.put;
import static jdk.incubator.vector.VectorOperators.FMA;

import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Activate} on the CPU. The loops write the formulas of {@link VectorMath} out: vectors cross no call that C2 might
 * not inline.
 */
final class ActivateCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private ActivateCpu() {}

    static void run(Activate op, Workers workers) {
        long x = RawMemory.address(op.x());
        long y = RawMemory.address(op.y());
        Stretches.run(op.x().elementCount(), workers, (from, to) -> {
            long offset = from * Float.BYTES;
            stretch(x + offset, y + offset, Math.toIntExact(to - from), op.activation());
        });
    }

    /** y = activation(x) for dense floats; y may be x. One loop for each formula, so that the choice stays outside. */
    static void stretch(long x, long y, int length, Activation activation) {
        switch (activation) {
            case NONE -> DenseRow.copy(x, y, length);
            case RELU -> relu(x, y, length);
            case QUICK_GELU -> logistic(VectorMath.QUICK_GELU_SLOPE, x, y, length);
            case SILU -> logistic(1, x, y, length);
            case GELU -> gelu(x, y, length);
        }
    }

    private static void relu(long x, long y, int length) {
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector.fromMemorySegment(S, M, x + at & BITS, LE).max(0f).intoMemorySegment(M, y + at & BITS, LE);
        }
        for (; i < length; i++) {
            put(Rows.plus(y, i), VectorMath.relu(get(Rows.plus(x, i))));
        }
    }

    /** x·σ(slope·x) = x / (1 + exp(−slope·x)). */
    private static void logistic(float slope, long x, long y, int length) {
        float negated = -slope;
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector value = FloatVector.fromMemorySegment(S, M, x + at & BITS, LE);
            FloatVector t = value.mul(negated);
            FloatVector d = t.blend(VectorMath.EXP_HIGHEST, t.compare(VectorOperators.GT, VectorMath.EXP_HIGHEST));
            float lowest = VectorMath.LOWEST_NORMAL_EXPONENT;
            d = d.blend(lowest, t.compare(VectorOperators.LT, lowest));
            FloatVector shifted = d.fma(VectorMath.LOG2_E, VectorMath.ROUNDER);
            FloatVector n = shifted.sub(VectorMath.ROUNDER);
            FloatVector r = n.lanewise(FMA, VectorMath.MINUS_LN2_HIGH, d);
            r = n.lanewise(FMA, VectorMath.MINUS_LN2_LOW, r);
            FloatVector tail = r.fma(VectorMath.E6, VectorMath.E5).lanewise(FMA, r, VectorMath.E4);
            tail = tail.lanewise(FMA, r, VectorMath.E3).lanewise(FMA, r, VectorMath.E2);
            IntVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, VectorMath.SIGNIFICAND_BITS)
                    .add(VectorMath.ONE_BITS);
            FloatVector exponential = r.mul(r).fma(tail, r).add(1f).mul(power.reinterpretAsFloats());
            value.div(exponential.add(1f)).intoMemorySegment(M, y + at & BITS, LE);
        }
        for (; i < length; i++) {
            float value = get(Rows.plus(x, i));
            put(Rows.plus(y, i), value / (1f + VectorMath.exp(negated * value)));
        }
    }

    /** ½x·(1 + erf(x/√2)). */
    private static void gelu(long x, long y, int length) {
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector value = FloatVector.fromMemorySegment(S, M, x + at & BITS, LE);
            FloatVector z = value.mul(VectorMath.SQRT_HALF);
            FloatVector t = z.mul(z);
            FloatVector p = t.fma(VectorMath.P5, VectorMath.P4).lanewise(FMA, t, VectorMath.P3);
            p = p.lanewise(FMA, t, VectorMath.P2).lanewise(FMA, t, VectorMath.P1);
            p = p.lanewise(FMA, t, VectorMath.P0).mul(z);
            FloatVector q = t.fma(VectorMath.Q5, VectorMath.Q4).lanewise(FMA, t, VectorMath.Q3);
            q = q.lanewise(FMA, t, VectorMath.Q2)
                    .lanewise(FMA, t, VectorMath.Q1)
                    .lanewise(FMA, t, 1f);
            FloatVector erf = p.div(q)
                    .blend(1f, z.compare(VectorOperators.GE, VectorMath.ERF_ONE))
                    .blend(-1f, z.compare(VectorOperators.LE, -VectorMath.ERF_ONE));
            value.mul(0.5f).mul(erf.add(1f)).intoMemorySegment(M, y + at & BITS, LE);
        }
        for (; i < length; i++) {
            put(Rows.plus(y, i), VectorMath.gelu(get(Rows.plus(x, i))));
        }
    }
}
