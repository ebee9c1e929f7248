// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes blocks of as many rows as a vector has lanes. Each of log₂ lanes steps exchanges the off-diagonal quarters
 * of blocks half the size of the step before, with two permutations and two blends for two rows: about half an
 * instruction an element, where moving them one by one takes two and does not overlap with them.
 */
final class Transposition {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();
    private static final VectorShuffle<Float> UP_8 = rotation(8);
    private static final VectorShuffle<Float> UP_4 = rotation(4);
    private static final VectorShuffle<Float> UP_2 = rotation(2);
    private static final VectorShuffle<Float> UP_1 = rotation(1);
    private static final VectorShuffle<Float> DOWN_8 = rotation(-8);
    private static final VectorShuffle<Float> DOWN_4 = rotation(-4);
    private static final VectorShuffle<Float> DOWN_2 = rotation(-2);
    private static final VectorShuffle<Float> DOWN_1 = rotation(-1);
    private static final VectorMask<Float> ODD_8 = odd(8);
    private static final VectorMask<Float> ODD_4 = odd(4);
    private static final VectorMask<Float> ODD_2 = odd(2);
    private static final VectorMask<Float> ODD_1 = odd(1);

    private Transposition() {}

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(Lanes.FLOATS, i -> Math.floorMod(i + lanes, LANES));
    }

    /** The lanes whose number has this bit. */
    private static VectorMask<Float> odd(int bit) {
        long bits = 0;
        for (int i = 0; i < LANES; i++) {
            bits |= (i & bit) == 0 ? 0 : 1L << i;
        }
        return VectorMask.fromLong(Lanes.FLOATS, bits);
    }

    /**
     * target[d, i] = factor·source[i, d] for d &lt; {@code width} and i &lt; lanes.
     *
     * @param rows rows of the source; the last stands in for those that are missing
     * @param sourceStep bytes between rows of the source
     * @param targetStep bytes between rows of the target
     */
    static void run(long source, long sourceStep, int rows, int width, float factor, long target, long targetStep) {
        int d = 0;
        for (; d < Rows.inVectors(width); d += LANES) {
            long block = target + d * targetStep;
            for (int i = 0; i < LANES; i++) {
                long row = source + Math.min(i, rows - 1) * sourceStep;
                FloatVector.fromMemorySegment(S, M, Rows.plus(row, d) & BITS, LE)
                        .mul(factor)
                        .intoMemorySegment(M, block + i * targetStep & BITS, LE);
            }
            exchange(block, targetStep);
        }
        for (; d < width; d++) {
            for (int i = 0; i < LANES; i++) {
                long row = source + Math.min(i, rows - 1) * sourceStep;
                RawMemory.put(Rows.plus(target + d * targetStep, i), RawMemory.get(Rows.plus(row, d)) * factor);
            }
        }
    }

    private static void exchange(long block, long step) {
        if (LANES > 8) {
            for (int i = 0; i < 8; i++) {
                exchange(block + i * step, block + (i + 8) * step, UP_8, DOWN_8, ODD_8);
            }
        }
        if (LANES > 4) {
            for (int i = 0; i < LANES / 2; i++) {
                int row = 2 * i - i % 4;
                exchange(block + row * step, block + (row + 4) * step, UP_4, DOWN_4, ODD_4);
            }
        }
        for (int i = 0; i < LANES / 2; i++) {
            int row = 2 * i - i % 2;
            exchange(block + row * step, block + (row + 2) * step, UP_2, DOWN_2, ODD_2);
        }
        for (int row = 0; row < LANES; row += 2) {
            exchange(block + row * step, block + (row + 1) * step, UP_1, DOWN_1, ODD_1);
        }
    }

    /** Exchanges the odd parts of one row with the even parts of another. */
    private static void exchange(
            long even, long odd, VectorShuffle<Float> up, VectorShuffle<Float> down, VectorMask<Float> odds) {
        FloatVector first = FloatVector.fromMemorySegment(S, M, even & BITS, LE);
        FloatVector second = FloatVector.fromMemorySegment(S, M, odd & BITS, LE);
        first.blend(second.rearrange(down), odds).intoMemorySegment(M, even & BITS, LE);
        first.rearrange(up).blend(second, odds).intoMemorySegment(M, odd & BITS, LE);
    }
}
