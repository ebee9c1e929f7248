// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Layer normalisation of one row by a block.
#pragma once

#include "elements.cuh"
#include "reductions.cuh"

/**
 * y = (x − mean)/√(variance + ε)·weight + bias; y may be x. Centring first keeps the variance of rows far from zero.
 *
 * @param sum of this thread's elements of x, every ROW_THREADS-th one
 * @param partial as of blockSum
 */
template <class T>
__device__ inline void normalise(
    const T* x, float sum, const T* weight, const T* bias, float epsilon, T* y, int width, float* partial) {
    float mean = blockSum(sum, partial) / width;
    float squares = 0;
    for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
        float centred = widen(x[i]) - mean;
        squares += centred * centred;
    }
    float scale = 1 / sqrtf(blockSum(squares, partial) / width + epsilon);
    for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
        store(y[i], (widen(x[i]) - mean) * scale * widen(weight[i]) + widen(bias[i]));
    }
}
