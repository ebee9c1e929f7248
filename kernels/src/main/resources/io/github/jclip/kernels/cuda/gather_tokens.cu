// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y[b] = x[b, index[b]]: one row of each sequence, bit by bit.
//
// Bound by memory, and small.
// 1. A block for each sequence.  [not measured]

#include "elements.cuh"

template <class T, class I>
__device__ inline void gatherTokens(
    const T* x, long long sequenceStep, long long tokenStep, const I* index, long long indexStep, T* y,
    long long yStep, int width) {
    const T* row = x + blockIdx.x * sequenceStep + index[blockIdx.x * indexStep] * tokenStep;
    for (int i = threadIdx.x; i < width; i += blockDim.x) {
        y[blockIdx.x * yStep + i] = row[i];
    }
}

#define GATHER_TOKENS(bytes, T, suffix, I)                                                            \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) gather_tokens_##bytes##_##suffix(   \
        const T* x, long long sequenceStep, long long tokenStep, const I* index, long long indexStep, T* y, \
        long long yStep, int width) {                                                                 \
        gatherTokens(x, sequenceStep, tokenStep, index, indexStep, y, yStep, width);                  \
    }
GATHER_TOKENS(2, unsigned short, i32, int)
GATHER_TOKENS(2, unsigned short, i64, long long)
GATHER_TOKENS(4, unsigned, i32, int)
GATHER_TOKENS(4, unsigned, i64, long long)
