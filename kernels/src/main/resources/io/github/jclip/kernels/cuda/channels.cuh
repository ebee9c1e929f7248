// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// How blocks share channels-last tensors: a lane has a channel, so that a warp reads 32 neighbours, and the warps of a block
// take the positions of a slab in turn. What belongs to a channel stays in registers.
#pragma once

#include "elements.cuh"

#define CHANNEL_LANES 32
#define CHANNEL_WARPS (ELEMENT_THREADS / CHANNEL_LANES)
/** Positions that a thread has under way at once, so that it waits for memory once for all of them. */
#define POSITIONS_AT_ONCE 8

/** The part of a tensor that a thread works on: every CHANNEL_WARPS-th position of its block's slab. */
struct Slab {
    /** May lie beyond the last channel. */
    int channel;
    long long number;
    long long first, end;

    /** @param length positions of a slab */
    __device__ Slab(long long positions, int channels, int length) {
        int groups = (channels + CHANNEL_LANES - 1) / CHANNEL_LANES;
        channel = static_cast<int>(blockIdx.x % groups) * CHANNEL_LANES + static_cast<int>(threadIdx.x % CHANNEL_LANES);
        number = blockIdx.x / groups;
        long long behind = (number + 1) * length;
        first = number * length + threadIdx.x / CHANNEL_LANES;
        end = behind < positions ? behind : positions;
    }
};

/** Where a position begins; quickly, if the positions lie evenly. */
__device__ inline long long positionStart(const Steps& steps, const Extent& extent, long long position) {
    bool even = extent.size[0] == 1 && extent.size[1] == 1;
    return even ? position * steps.step[2] : steps.row(extent, position);
}
