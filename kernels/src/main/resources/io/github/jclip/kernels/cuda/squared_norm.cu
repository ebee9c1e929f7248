// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// sum ← sum + Σ x² of a dense tensor: by one block, or by blocks whose sums total.cu adds.
//
// Bound by memory: one element read.
// 1. Sixteen bytes for each thread at a time, in a fixed order.  [not measured]

#include "maps.cuh"
#include "totals.cuh"

template <class T>
__device__ inline void squaredNorm(const T* x, long long count, float* sum, float* blockSums, float* partial) {
    float squares = 0;
    visitElements(x, count, [&](float value) { squares += value * value; });
    addToTotal(squares, sum, blockSums, partial);
}

#define SQUARED_NORM(suffix, T)                                   \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)     \
        squared_norm_##suffix(const T* x, long long count, float* sum, float* blockSums) { \
        __shared__ float partial[ROW_WARPS];                      \
        squaredNorm(x, count, sum, blockSums, partial);           \
    }
FOR_EACH_TYPE(SQUARED_NORM)
