// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

/**
 * How blocks share a channels-last tensor, as {@code channels.cuh} has it: 32 channels for each block, and a slab of
 * positions.
 *
 * @param positions of a channel
 * @param length positions of a slab
 */
record Slabs(long positions, int channels, int length) {
    private static final int LANES = 32;

    /** Positions that the threads of a block have under way at once. */
    private static final int AT_ONCE = 8 * LaunchShape.THREADS / LANES;

    /** Blocks that fill any GPU several times over. */
    private static final int ENOUGH_BLOCKS = 2048;

    /** Slabs so long that what is found in each is little beside the tensor, and so many that they fill a GPU. */
    static Slabs toReduce(long positions, int channels) {
        long enough = Math.ceilDiv(ENOUGH_BLOCKS, groups(channels));
        long length = Math.ceilDiv(Math.ceilDiv(positions, enough), AT_ONCE) * AT_ONCE;
        return new Slabs(positions, channels, Math.clamp(length, AT_ONCE, Integer.MAX_VALUE));
    }

    /** Slabs of as many positions as the threads of a block have under way at once. */
    static Slabs toMap(long positions, int channels) {
        return new Slabs(positions, channels, AT_ONCE);
    }

    /** Slabs of a position for each warp. */
    static Slabs ofWarps(long positions, int channels) {
        return new Slabs(positions, channels, LaunchShape.THREADS / LANES);
    }

    int count() {
        return Math.toIntExact(Math.ceilDiv(positions, length));
    }

    /** A block for every slab and 32 channels. */
    LaunchShape shape() {
        return new LaunchShape(Math.multiplyExact(count(), groups(channels)), 1, LaunchShape.THREADS, 0);
    }

    /** A block for every 32 channels. */
    LaunchShape shapeOfChannels() {
        return new LaunchShape(groups(channels), 1, LaunchShape.THREADS, 0);
    }

    private static int groups(int channels) {
        return Math.ceilDiv(channels, LANES);
    }
}
