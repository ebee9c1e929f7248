// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = (x − mean)/√(variance + ε)·weight + bias over rows with dense elements; y may be x.
//
// Bound by memory: one element read, one written, and weight and bias from the cache.
// 1. A block for each row, three passes: mean, variance of the centred values, result. The row comes from memory once and
//    from the cache twice.  [not measured]

#include "layer_norm.cuh"

template <class T>
__device__ inline void layerNorm(
    const T* x, Steps xSteps, const T* weight, const T* bias, float epsilon, T* y, Steps ySteps, Extent extent,
    float* partial) {
    int width = static_cast<int>(extent.width());
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        const T* xRow = x + xSteps.row(extent, row);
        float sum = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            sum += widen(xRow[i]);
        }
        normalise(xRow, sum, weight, bias, epsilon, y + ySteps.row(extent, row), width, partial);
    }
}

#define LAYER_NORM(suffix, T)                                                                              \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) layer_norm_##suffix(                         \
        const T* x, Steps xSteps, const T* weight, const T* bias, float epsilon, T* y, Steps ySteps,       \
        Extent extent) {                                                                                   \
        __shared__ float partial[ROW_WARPS];                                                               \
        layerNorm(x, xSteps, weight, bias, epsilon, y, ySteps, extent, partial);                           \
    }
FOR_EACH_TYPE(LAYER_NORM)
