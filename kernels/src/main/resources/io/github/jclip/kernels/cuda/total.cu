// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// sum ← sum + Σ of the blocks' sums: what follows a sum over all elements by several blocks.
//
// Bound by its launch: one block adds a thousand numbers at most.
// 1. One block.  [not measured]

#include "totals.cuh"

template <class T>
__device__ inline void total(const float* blockSums, int blocks, T* sum, float* partial) {
    float own = 0;
    for (int i = threadIdx.x; i < blocks; i += ROW_THREADS) {
        own += blockSums[i];
    }
    addToTotal(own, sum, nullptr, partial);
}

#define TOTAL(suffix, T)                                          \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)     \
        total_##suffix(const float* blockSums, int blocks, T* sum) { \
        __shared__ float partial[ROW_WARPS];                      \
        total(blockSums, blocks, sum, partial);                   \
    }
FOR_EACH_TYPE(TOTAL)
