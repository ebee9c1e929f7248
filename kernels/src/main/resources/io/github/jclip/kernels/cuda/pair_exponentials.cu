// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The largest logit and Σ exp(x − largest) of each row and each column of N×N logits: what the loss of pairs and its
// gradient are made of. First the N rows, then the N columns.
//
// Bound by memory: one element read, twice.
// 1. A block for each row, and one for 32 columns whose eight warps take turns at the rows, in a single pass that rescales
//    the sum when a larger element comes. The blocks for columns, which take longest, come first.  [not measured]

#include "exponentials.cuh"

template <class T>
__device__ inline void exponentialsOfColumns(
    const T* logits, long long rowStep, int pairs, int first, Exponentials* columns, Exponentials* partial) {
    int column = first + threadIdx.x % 32;
    Exponentials own = {NEGATIVE_INFINITY, 0};
    for (int row = threadIdx.x / 32; column < pairs && row < pairs; row += ROW_WARPS) {
        own.add(widen(logits[row * rowStep + column]));
    }
    partial[threadIdx.x] = own;
    __syncthreads();
    if (threadIdx.x < 32 && column < pairs) {
        for (int warp = 1; warp < ROW_WARPS && warp < pairs; warp++) {
            own.add(partial[warp * 32 + threadIdx.x]);
        }
        columns[column] = own;
    }
}

template <class T>
__device__ inline void pairExponentials(
    const T* logits, long long rowStep, int pairs, Exponentials* result, Exponentials* partial, float* rowPartial) {
    int tiles = (pairs + 31) / 32;
    int block = blockIdx.x;
    if (block < tiles) {
        exponentialsOfColumns(logits, rowStep, pairs, block * 32, result + pairs, partial);
        return;
    }
    int row = block - tiles;
    Exponentials own = exponentialsOfRow(logits + row * rowStep, pairs, rowPartial);
    if (threadIdx.x == 0) {
        result[row] = own;
    }
}

#define PAIR_EXPONENTIALS(suffix, T)                              \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)     \
        pair_exponentials_##suffix(const T* logits, long long rowStep, int pairs, Exponentials* result) { \
        __shared__ Exponentials partial[ROW_THREADS];             \
        __shared__ float rowPartial[ROW_WARPS];                   \
        pairExponentials(logits, rowStep, pairs, result, partial, rowPartial); \
    }
FOR_EACH_TYPE(PAIR_EXPONENTIALS)
