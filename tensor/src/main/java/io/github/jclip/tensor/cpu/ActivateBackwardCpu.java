// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.RawMemory.get;
import static io.github.jclip.tensor.cpu.RawMemory.put;
import static jdk.incubator.vector.VectorOperators.FMA;

import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ActivateBackward} on the CPU, by the formulas of {@link ActivationSlopes} and {@link VectorMath}, which the loops
 * write out: vectors cross no call that C2 might not inline.
 */
final class ActivateBackwardCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

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
            case QUICK_GELU -> logistic(VectorMath.QUICK_GELU_SLOPE, x, dy, dx, length);
            case SILU -> logistic(1, x, dy, dx, length);
            case GELU -> gelu(x, dy, dx, length);
        }
    }

    private static void relu(long x, long dy, long dx, int length) {
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector value = FloatVector.fromMemorySegment(S, M, x + at & BITS, LE);
            FloatVector gradient = FloatVector.fromMemorySegment(S, M, dy + at & BITS, LE);
            FloatVector.zero(S)
                    .blend(gradient, value.compare(VectorOperators.GT, 0f))
                    .intoMemorySegment(M, dx + at & BITS, LE);
        }
        for (; i < length; i++) {
            float gradient = get(Rows.plus(dy, i));
            put(Rows.plus(dx, i), ActivationSlopes.relu(get(Rows.plus(x, i)), gradient));
        }
    }

    /** As {@link ActivationSlopes#logistic}. */
    private static void logistic(float beta, long x, long dy, long dx, int length) {
        float negated = -beta;
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector u =
                    FloatVector.fromMemorySegment(S, M, x + at & BITS, LE).mul(negated);
            float limit = ActivationSlopes.SATURATED;
            u = u.blend(limit, u.compare(VectorOperators.GT, limit));
            u = u.blend(-limit, u.compare(VectorOperators.LT, -limit));
            FloatVector shifted = u.fma(VectorMath.LOG2_E, VectorMath.ROUNDER);
            FloatVector n = shifted.sub(VectorMath.ROUNDER);
            FloatVector r = n.lanewise(FMA, VectorMath.MINUS_LN2_HIGH, u);
            r = n.lanewise(FMA, VectorMath.MINUS_LN2_LOW, r);
            FloatVector tail = r.fma(VectorMath.E6, VectorMath.E5).lanewise(FMA, r, VectorMath.E4);
            tail = tail.lanewise(FMA, r, VectorMath.E3).lanewise(FMA, r, VectorMath.E2);
            IntVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, VectorMath.SIGNIFICAND_BITS)
                    .add(VectorMath.ONE_BITS);
            FloatVector e = r.mul(r).fma(tail, r).add(1f).mul(power.reinterpretAsFloats());
            FloatVector s = FloatVector.broadcast(S, 1f).div(e.add(1f));
            FloatVector slope =
                    FloatVector.broadcast(S, 1f).sub(u.mul(e.mul(s))).mul(s);
            slope.mul(FloatVector.fromMemorySegment(S, M, dy + at & BITS, LE)).intoMemorySegment(M, dx + at & BITS, LE);
        }
        for (; i < length; i++) {
            float slope = ActivationSlopes.logistic(get(Rows.plus(x, i)), beta);
            put(Rows.plus(dx, i), slope * get(Rows.plus(dy, i)));
        }
    }

    /** As {@link ActivationSlopes#gelu}. */
    private static void gelu(long x, long dy, long dx, int length) {
        int vectors = Rows.inVectors(length);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long at = (long) Float.BYTES * i;
            FloatVector value = FloatVector.fromMemorySegment(S, M, x + at & BITS, LE);
            FloatVector d = value.mul(value).mul(-0.5f);
            d = d.blend(VectorMath.LOST_EXPONENT, d.compare(VectorOperators.LT, VectorMath.LOWEST_NORMAL_EXPONENT));
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
            FloatVector density = exponential.mul(ActivationSlopes.DENSITY_AT_ZERO);

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

            // where the density is 0 it wins against an infinity
            FloatVector change = value.mul(density).blend(0f, density.compare(VectorOperators.EQ, 0f));
            FloatVector slope = erf.add(1f).mul(0.5f).add(change);
            slope.mul(FloatVector.fromMemorySegment(S, M, dy + at & BITS, LE)).intoMemorySegment(M, dx + at & BITS, LE);
        }
        for (; i < length; i++) {
            float slope = ActivationSlopes.gelu(get(Rows.plus(x, i)));
            put(Rows.plus(dx, i), slope * get(Rows.plus(dy, i)));
        }
    }
}
