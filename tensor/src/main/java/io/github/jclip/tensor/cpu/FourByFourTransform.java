// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Convolution;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(4, 3): four outputs with six products instead of twelve, and 36 instead of 144 in two dimensions.
 *
 * <p>The interpolation points are 0, ±1/√2, ±√2 and ∞. Rounding errors of the products reach an output weighted by
 * Σ A²·‖B‖²·‖G‖² over the components, with ‖·‖ the norms of the rows of Bᵀ and G: 21.4² for these points, 94.3² for the
 * usual 0, ±1, ±2 and ∞, at the same number of operations, and 9² for sums by definition. The norms of G overstate the
 * effect of filters without a particular shape threefold, so that the bound of {@link Convolution#tolerance}, derived
 * for sums by definition with a margin of 4, covers these sums too; measured errors are 1.4 times those.
 */
record FourByFourTransform() implements WinogradTransform {
    /** The points 1/√2 and √2, and their cubes. */
    private static final float P = (float) Math.sqrt(0.5);

    private static final float Q = (float) Math.sqrt(2);
    private static final float P3 = (float) (Math.sqrt(0.5) / 2);
    private static final float Q3 = (float) (Math.sqrt(2) * 2);

    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final int LANES = S.length();

    @Override
    public int outputs() {
        return 4;
    }

    @Override
    public double filter(int component, double g0, double g1, double g2) {
        return switch (component) {
            case 0 -> g0;
            case 1 -> -2 / 3.0 * (g0 + Math.sqrt(0.5) * g1 + 0.5 * g2);
            case 2 -> -2 / 3.0 * (g0 - Math.sqrt(0.5) * g1 + 0.5 * g2);
            case 3 -> 1 / 6.0 * (g0 + Math.sqrt(2) * g1 + 2 * g2);
            case 4 -> 1 / 6.0 * (g0 - Math.sqrt(2) * g1 + 2 * g2);
            default -> g2;
        };
    }

    @Override
    public void input(long source, long step, long target, long targetStep, int count) {
        int i = 0;
        if (!Lanes.SCALAR) {
            i = S.loopBound(count);
            inputVectors(source, step, target, targetStep, i);
        }
        for (; i < count; i++) {
            inputScalar(Rows.plus(source, i), step, Rows.plus(target, i), targetStep);
        }
    }

    private static void inputVectors(long source, long step, long target, long targetStep, int count) {
        FloatVector two = FloatVector.broadcast(S, -2f);
        FloatVector half = FloatVector.broadcast(S, -0.5f);
        FloatVector sum = FloatVector.broadcast(S, -2.5f);
        FloatVector p = FloatVector.broadcast(S, P);
        FloatVector q = FloatVector.broadcast(S, Q);
        FloatVector minusP = FloatVector.broadcast(S, -P);
        FloatVector minusQ = FloatVector.broadcast(S, -Q);
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector d0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector d1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d4 = FloatVector.fromMemorySegment(S, M, (from + 4 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d5 = FloatVector.fromMemorySegment(S, M, (from + 5 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector even = d2.fma(two, d4);
            FloatVector odd = d1.fma(two, d3);
            FloatVector even2 = d2.fma(half, d4);
            FloatVector odd2 = d1.fma(half, d3);
            long to = Rows.plus(target, i);
            d2.fma(sum, d0.add(d4)).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            odd.fma(p, even).intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
            odd.fma(minusP, even).intoMemorySegment(M, (to + 2 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            odd2.fma(q, even2).intoMemorySegment(M, (to + 3 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            odd2.fma(minusQ, even2).intoMemorySegment(M, (to + 4 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            d3.fma(sum, d1.add(d5)).intoMemorySegment(M, (to + 5 * targetStep) & RawMemory.ADDRESS_BITS, LE);
        }
    }

    private static void inputScalar(long from, long step, long to, long targetStep) {
        float d0 = RawMemory.get(from);
        float d1 = RawMemory.get(from + step);
        float d2 = RawMemory.get(from + 2 * step);
        float d3 = RawMemory.get(from + 3 * step);
        float d4 = RawMemory.get(from + 4 * step);
        float d5 = RawMemory.get(from + 5 * step);
        float odd = P * (d3 - 2 * d1);
        float odd2 = Q * (d3 - 0.5f * d1);
        RawMemory.put(to, d0 + d4 - 2.5f * d2);
        RawMemory.put(to + targetStep, d4 - 2 * d2 + odd);
        RawMemory.put(to + 2 * targetStep, d4 - 2 * d2 - odd);
        RawMemory.put(to + 3 * targetStep, d4 - 0.5f * d2 + odd2);
        RawMemory.put(to + 4 * targetStep, d4 - 0.5f * d2 - odd2);
        RawMemory.put(to + 5 * targetStep, d1 + d5 - 2.5f * d3);
    }

    @Override
    public void output(long source, long step, long target, long targetStep, int count) {
        int i = 0;
        if (!Lanes.SCALAR) {
            i = S.loopBound(count);
            outputVectors(source, step, target, targetStep, i);
        }
        for (; i < count; i++) {
            outputScalar(Rows.plus(source, i), step, Rows.plus(target, i), targetStep);
        }
    }

    private static void outputVectors(long source, long step, long target, long targetStep, int count) {
        FloatVector two = FloatVector.broadcast(S, 2f);
        FloatVector half = FloatVector.broadcast(S, 0.5f);
        FloatVector p = FloatVector.broadcast(S, P);
        FloatVector q = FloatVector.broadcast(S, Q);
        FloatVector p3 = FloatVector.broadcast(S, P3);
        FloatVector q3 = FloatVector.broadcast(S, Q3);
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector m0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector m1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m4 = FloatVector.fromMemorySegment(S, M, (from + 4 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m5 = FloatVector.fromMemorySegment(S, M, (from + 5 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector sum = m1.add(m2);
            FloatVector difference = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            long to = Rows.plus(target, i);
            m0.add(sum).add(sum2).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            difference.fma(p, difference2.mul(q)).intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
            sum.fma(half, sum2.mul(two)).intoMemorySegment(M, (to + 2 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            difference
                    .fma(p3, difference2.fma(q3, m5))
                    .intoMemorySegment(M, (to + 3 * targetStep) & RawMemory.ADDRESS_BITS, LE);
        }
    }

    private static void outputScalar(long from, long step, long to, long targetStep) {
        float m0 = RawMemory.get(from);
        float m1 = RawMemory.get(from + step);
        float m2 = RawMemory.get(from + 2 * step);
        float m3 = RawMemory.get(from + 3 * step);
        float m4 = RawMemory.get(from + 4 * step);
        float m5 = RawMemory.get(from + 5 * step);
        RawMemory.put(to, m0 + (m1 + m2) + (m3 + m4));
        RawMemory.put(to + targetStep, P * (m1 - m2) + Q * (m3 - m4));
        RawMemory.put(to + 2 * targetStep, 0.5f * (m1 + m2) + 2 * (m3 + m4));
        RawMemory.put(to + 3 * targetStep, P3 * (m1 - m2) + (Q3 * (m3 - m4) + m5));
    }

    @Override
    public int outputRow(
            long source, long step, long bias, float floor, long target, long targetStep, int columns, int count) {
        int vectors = Lanes.SCALAR ? 0 : S.loopBound(count);
        FloatVector two = FloatVector.broadcast(S, 2f);
        FloatVector half = FloatVector.broadcast(S, 0.5f);
        FloatVector p = FloatVector.broadcast(S, P);
        FloatVector q = FloatVector.broadcast(S, Q);
        FloatVector p3 = FloatVector.broadcast(S, P3);
        FloatVector q3 = FloatVector.broadcast(S, Q3);
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int i = 0; i < vectors; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector b = FloatVector.fromMemorySegment(S, M, Rows.plus(bias, i) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector m1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m4 = FloatVector.fromMemorySegment(S, M, (from + 4 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m5 = FloatVector.fromMemorySegment(S, M, (from + 5 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector sum = m1.add(m2);
            FloatVector difference = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            long to = Rows.plus(target, i);
            m0.add(sum).add(sum2).add(b).max(least).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            if (columns > 1) {
                difference
                        .fma(p, difference2.fma(q, b))
                        .max(least)
                        .intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
            }
            if (columns > 2) {
                sum.fma(half, sum2.fma(two, b))
                        .max(least)
                        .intoMemorySegment(M, (to + 2 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            }
            if (columns > 3) {
                difference
                        .fma(p3, difference2.fma(q3, m5.add(b)))
                        .max(least)
                        .intoMemorySegment(M, (to + 3 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            }
        }
        return vectors;
    }
}
