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
 * Operations on runs of floats at raw addresses: whole vectors first, then one by one. Target may be a source. Vectors
 * cross no call that C2 might not inline; {@link ColumnSoftmax} says why.
 */
final class DenseRow {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = Lanes.SCALAR ? Integer.MAX_VALUE : Lanes.FLOATS.length();

    private DenseRow() {}

    /** Copies. */
    static void copy(long source, long target, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromMemorySegment(S, M, source + (long) Float.BYTES * i & BITS, LE)
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            put(at(target, i), get(at(source, i)));
        }
    }

    /** Copies floats that lie {@code step} bytes apart to a dense run. */
    static void gather(long source, long step, long target, int count) {
        if (step == Float.BYTES) {
            copy(source, target, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            put(at(target, i), get(source + i * step));
        }
    }

    /** Stores zeros. */
    static void zero(long target, int count) {
        fill(0, target, count);
    }

    /** target = value. */
    static void fill(float value, long target, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.broadcast(S, value).intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            put(at(target, i), value);
        }
    }

    /** target = factor·source. */
    static void scale(float factor, long source, long target, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromMemorySegment(S, M, source + (long) Float.BYTES * i & BITS, LE)
                    .mul(factor)
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            put(at(target, i), factor * get(at(source, i)));
        }
    }

    /** target = a + b. */
    static void sum(long a, long b, long target, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromMemorySegment(S, M, a + (long) Float.BYTES * i & BITS, LE)
                    .add(FloatVector.fromMemorySegment(S, M, b + (long) Float.BYTES * i & BITS, LE))
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            put(at(target, i), get(at(a, i)) + get(at(b, i)));
        }
    }

    /** target = a − b. */
    static void difference(long a, long b, long target, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector.fromMemorySegment(S, M, a + (long) Float.BYTES * i & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, b + (long) Float.BYTES * i & BITS, LE))
                    .intoMemorySegment(M, target + (long) Float.BYTES * i & BITS, LE);
        }
        for (; i < count; i++) {
            put(at(target, i), get(at(a, i)) - get(at(b, i)));
        }
    }

    private static long at(long address, int index) {
        return address + (long) index * Float.BYTES;
    }
}
