// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y[b,t] = table[ids[b,t]] + positions[t], dense but for the ids.
//
// Bound by memory: a row of the table and one of positions read, one written.
// 1. A block for each token.  [not measured]

#include "elements.cuh"

template <class I, class S, class T>
__device__ inline void embeddingLookup(
    const I* ids, long long batchStep, long long tokenStep, const S* table, const T* positions, T* y, int tokens,
    int width) {
    long long batch = blockIdx.x / tokens;
    long long token = blockIdx.x % tokens;
    const S* entry = table + static_cast<long long>(ids[batch * batchStep + token * tokenStep]) * width;
    for (int i = threadIdx.x; i < width; i += blockDim.x) {
        store(y[static_cast<long long>(blockIdx.x) * width + i], widen(entry[i]) + widen(positions[token * width + i]));
    }
}

#define LOOKUP(id, I, from, S, suffix, T)                                                                 \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS)                                         \
        embedding_lookup_##id##_##from##_##suffix(                                                        \
            const I* ids, long long batchStep, long long tokenStep, const S* table, const T* positions, T* y, \
            int tokens, int width) {                                                                      \
        embeddingLookup(ids, batchStep, tokenStep, table, positions, y, tokens, width);                   \
    }
#define LOOKUP_FROM(from, S)                \
    LOOKUP(i32, int, from, S, f32, float)   \
    LOOKUP(i32, int, from, S, f16, Half)    \
    LOOKUP(i32, int, from, S, bf16, BFloat) \
    LOOKUP(i64, long long, from, S, f32, float) \
    LOOKUP(i64, long long, from, S, f16, Half)  \
    LOOKUP(i64, long long, from, S, bf16, BFloat)
LOOKUP_FROM(f32, float)
LOOKUP_FROM(f16, Half)
LOOKUP_FROM(bf16, BFloat)
