// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(2, 3): two outputs with four products instead of six, and 16 instead of 36 in two dimensions, with the points 0, ±1
 * and ∞. Its weights are less than half as large as those of {@link FourByFourTransform}, and it rounds like sums by
 * definition: the norms of its matrices give 6.7² where those have 9².
 */
record TwoByTwoTransform() implements WinogradTransform {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final int LANES = S.length();

    @Override
    public int outputs() {
        return 2;
    }

    @Override
    public double filter(int component, double g0, double g1, double g2) {
        return switch (component) {
            case 0 -> g0;
            case 1 -> 0.5 * (g0 + g1 + g2);
            case 2 -> 0.5 * (g0 - g1 + g2);
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
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector d0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector d1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector d3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            long to = Rows.plus(target, i);
            d0.sub(d2).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            d1.add(d2).intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
            d2.sub(d1).intoMemorySegment(M, (to + 2 * targetStep) & RawMemory.ADDRESS_BITS, LE);
            d3.sub(d1).intoMemorySegment(M, (to + 3 * targetStep) & RawMemory.ADDRESS_BITS, LE);
        }
    }

    private static void inputScalar(long from, long step, long to, long targetStep) {
        float d0 = RawMemory.get(from);
        float d1 = RawMemory.get(from + step);
        float d2 = RawMemory.get(from + 2 * step);
        float d3 = RawMemory.get(from + 3 * step);
        RawMemory.put(to, d0 - d2);
        RawMemory.put(to + targetStep, d1 + d2);
        RawMemory.put(to + 2 * targetStep, d2 - d1);
        RawMemory.put(to + 3 * targetStep, d3 - d1);
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
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector m0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector m1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            long to = Rows.plus(target, i);
            m0.add(m1).add(m2).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            m1.sub(m2).add(m3).intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
        }
    }

    private static void outputScalar(long from, long step, long to, long targetStep) {
        float m0 = RawMemory.get(from);
        float m1 = RawMemory.get(from + step);
        float m2 = RawMemory.get(from + 2 * step);
        float m3 = RawMemory.get(from + 3 * step);
        RawMemory.put(to, m0 + m1 + m2);
        RawMemory.put(to + targetStep, m1 - m2 + m3);
    }

    @Override
    public int outputRow(
            long source, long step, long bias, float floor, long target, long targetStep, int columns, int count) {
        int vectors = Lanes.SCALAR ? 0 : S.loopBound(count);
        FloatVector least = FloatVector.broadcast(S, floor);
        for (int i = 0; i < vectors; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector b = FloatVector.fromMemorySegment(S, M, Rows.plus(bias, i) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m0 = FloatVector.fromMemorySegment(S, M, from & RawMemory.ADDRESS_BITS, LE);
            FloatVector m1 = FloatVector.fromMemorySegment(S, M, (from + step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m2 = FloatVector.fromMemorySegment(S, M, (from + 2 * step) & RawMemory.ADDRESS_BITS, LE);
            FloatVector m3 = FloatVector.fromMemorySegment(S, M, (from + 3 * step) & RawMemory.ADDRESS_BITS, LE);
            long to = Rows.plus(target, i);
            m0.add(m1).add(m2).add(b).max(least).intoMemorySegment(M, to & RawMemory.ADDRESS_BITS, LE);
            if (columns > 1) {
                m1.sub(m2)
                        .add(m3)
                        .add(b)
                        .max(least)
                        .intoMemorySegment(M, (to + targetStep) & RawMemory.ADDRESS_BITS, LE);
            }
        }
        return vectors;
    }
}
