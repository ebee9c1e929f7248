// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Sums over all elements, in an order that does not depend on which block runs first.
#pragma once

#include "elements.cuh"
#include "reductions.cuh"

/**
 * Adds what the threads of this block have summed up: to the total where this is the only block, else to the list from
 * which total.cu makes it.
 *
 * @param blockSums one for each block, or null for one block
 * @param partial as for blockSum
 */
template <class T>
__device__ inline void addToTotal(float own, T* total, float* blockSums, float* partial) {
    own = blockSum(own, partial);
    if (threadIdx.x != 0) {
        return;
    }
    if (blockSums == nullptr) {
        store(*total, widen(*total) + own);
    } else {
        blockSums[blockIdx.x] = own;
    }
}
