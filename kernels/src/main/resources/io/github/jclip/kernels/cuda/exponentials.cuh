// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Σ exp(x) without overflow, as softmax and its logarithm need it.
#pragma once

#include "elements.cuh"
#include "reductions.cuh"

/** The largest x of some, and Σ exp(x − largest). */
struct Exponentials {
    float largest;
    float sum;

    /** exp(x)/Σ exp(x). */
    __device__ float share(float x) const { return expf(x - largest) / sum; }

    /** log Σ exp(x) − x. */
    __device__ float minusLogOfShare(float x) const { return logf(sum) + (largest - x); }
};

/**
 * Those of a row with dense elements; every thread of the block gets them.
 *
 * @param partial as for blockSum
 */
template <class T>
__device__ inline Exponentials exponentialsOfRow(const T* row, int width, float* partial) {
    float largest = NEGATIVE_INFINITY;
    for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
        largest = fmaxf(largest, widen(row[i]));
    }
    largest = blockMax(largest, partial);
    float sum = 0;
    for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
        sum += expf(widen(row[i]) - largest);
    }
    return {largest, blockSum(sum, partial)};
}
