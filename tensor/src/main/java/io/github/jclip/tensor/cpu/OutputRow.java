// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.RawMemory.get;
import static io.github.jclip.tensor.cpu.RawMemory.put;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What becomes of a row of a product, in one pass. ReLU is a floor of 0, no activation one of −∞. Where K is small, a
 * pass for each summand takes as long as the product.
 */
final class OutputRow {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private OutputRow() {}

    /** target = max(a + b, floor). */
    static void sum(long a, long b, float floor, long target, int count) {
        FloatVector least = FloatVector.broadcast(S, floor);
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector sum = FloatVector.fromMemorySegment(S, M, a + offset & BITS, LE)
                    .add(FloatVector.fromMemorySegment(S, M, b + offset & BITS, LE));
            sum.max(least).intoMemorySegment(M, target + offset & BITS, LE);
        }
        for (; i < count; i++) {
            float sum = get(Rows.plus(a, i)) + get(Rows.plus(b, i));
            put(Rows.plus(target, i), Math.max(sum, floor));
        }
    }

    /** target = max((a + b) + c, floor). */
    static void sum(long a, long b, long c, float floor, long target, int count) {
        FloatVector least = FloatVector.broadcast(S, floor);
        int vectors = Rows.inVectors(count);
        int i = 0;
        for (; i < vectors; i += LANES) {
            long offset = (long) Float.BYTES * i;
            FloatVector sum = FloatVector.fromMemorySegment(S, M, a + offset & BITS, LE)
                    .add(FloatVector.fromMemorySegment(S, M, b + offset & BITS, LE))
                    .add(FloatVector.fromMemorySegment(S, M, c + offset & BITS, LE));
            sum.max(least).intoMemorySegment(M, target + offset & BITS, LE);
        }
        for (; i < count; i++) {
            float sum = get(Rows.plus(a, i)) + get(Rows.plus(b, i)) + get(Rows.plus(c, i));
            put(Rows.plus(target, i), Math.max(sum, floor));
        }
    }
}
