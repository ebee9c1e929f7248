// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the positions of each channel of channels-last tensors. Threads take blocks of positions; the blocks' sums
 * are added in their order and in double precision, whatever the threads.
 */
final class ChannelSums {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private static final int BLOCK = 256;

    /** Adds the terms of one position to a row of sums for each kind of sum. */
    @FunctionalInterface
    interface Terms {
        void add(int position, long sums);
    }

    private ChannelSums() {}

    /** Bytes of scratch memory that {@link #compute} takes. */
    static long scratchBytes(int positions, int channels, int kinds) {
        return (long) Math.ceilDiv(positions, BLOCK) * kinds * channels * Float.BYTES;
    }

    /**
     * The sums of each channel, one kind after the other.
     *
     * @param kinds how many sums each channel has; those of one kind lie beside each other
     */
    static double[] compute(int positions, int channels, int kinds, Terms terms, long scratch, Workers workers) {
        int blocks = Math.ceilDiv(positions, BLOCK);
        int width = kinds * channels;
        workers.run(blocks, block -> {
            long sums = scratch + (long) block * width * Float.BYTES;
            DenseRow.zero(sums, width);
            for (int p = block * BLOCK; p < Math.min(positions, (block + 1) * BLOCK); p++) {
                terms.add(p, sums);
            }
        });
        double[] totals = new double[width];
        for (int block = 0; block < blocks; block++) {
            long sums = scratch + (long) block * width * Float.BYTES;
            for (int i = 0; i < width; i++) {
                totals[i] += RawMemory.get(Rows.plus(sums, i));
            }
        }
        return totals;
    }

    /** sums ← sums + x. */
    static void add(long x, long sums, int channels) {
        DenseRow.sum(sums, x, sums, channels);
    }

    /** sums ← sums + (x − mean)². */
    static void addSquaredDeviations(long x, long mean, long sums, int channels) {
        int vectors = Rows.inVectors(channels);
        int c = 0;
        for (; c < vectors; c += LANES) {
            long offset = (long) Float.BYTES * c;
            FloatVector deviation = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, mean + offset & BITS, LE));
            long at = sums + offset & BITS;
            deviation
                    .fma(deviation, FloatVector.fromMemorySegment(S, M, at, LE))
                    .intoMemorySegment(M, at, LE);
        }
        for (; c < channels; c++) {
            float deviation = RawMemory.get(Rows.plus(x, c)) - RawMemory.get(Rows.plus(mean, c));
            long at = Rows.plus(sums, c);
            RawMemory.put(at, RawMemory.get(at) + deviation * deviation);
        }
    }

    /** sums ← sums + dy·(x − mean). */
    static void addProducts(long dy, long x, long mean, long sums, int channels) {
        int vectors = Rows.inVectors(channels);
        int c = 0;
        for (; c < vectors; c += LANES) {
            long offset = (long) Float.BYTES * c;
            FloatVector deviation = FloatVector.fromMemorySegment(S, M, x + offset & BITS, LE)
                    .sub(FloatVector.fromMemorySegment(S, M, mean + offset & BITS, LE));
            long at = sums + offset & BITS;
            deviation
                    .fma(
                            FloatVector.fromMemorySegment(S, M, dy + offset & BITS, LE),
                            FloatVector.fromMemorySegment(S, M, at, LE))
                    .intoMemorySegment(M, at, LE);
        }
        for (; c < channels; c++) {
            float deviation = RawMemory.get(Rows.plus(x, c)) - RawMemory.get(Rows.plus(mean, c));
            long at = Rows.plus(sums, c);
            RawMemory.put(at, RawMemory.get(at) + RawMemory.get(Rows.plus(dy, c)) * deviation);
        }
    }
}
