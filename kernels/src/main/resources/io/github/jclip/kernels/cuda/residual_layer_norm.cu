// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// x = x + added, y = (x − mean)/√(variance + ε)·weight + bias over rows with dense elements; y may be x. The residual is
// in x before: the product added itself to it, and `added`, one element for each column, is the layer's bias.
//
// Bound by memory: one element read, two written, where the epilogue and the layer norm on their own read two and write
// two.
// 1. A block for each row, three passes: sum, variance, result. The row comes from memory once and from the cache twice,
//    in which its thread finds what it wrote.  [not measured]

#include "layer_norm.cuh"

template <class T>
__device__ inline void residualLayerNorm(
    T* x, Steps xSteps, const T* added, long long addedStep, const T* weight, const T* bias, float epsilon, T* y,
    Steps ySteps, Extent extent, float* partial) {
    int width = static_cast<int>(extent.width());
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        T* xRow = x + xSteps.row(extent, row);
        float sum = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            store(xRow[i], widen(xRow[i]) + widen(added[i * addedStep]));
            sum += widen(xRow[i]);
        }
        normalise(xRow, sum, weight, bias, epsilon, y + ySteps.row(extent, row), width, partial);
    }
}

#define RESIDUAL_LAYER_NORM(suffix, T)                                                                     \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) residual_layer_norm_##suffix(                \
        T* x, Steps xSteps, const T* added, long long addedStep, const T* weight, const T* bias,           \
        float epsilon, T* y, Steps ySteps, Extent extent) {                                                \
        __shared__ float partial[ROW_WARPS];                                                               \
        residualLayerNorm(                                                                                 \
            x, xSteps, added, addedStep, weight, bias, epsilon, y, ySteps, extent, partial);               \
    }
FOR_EACH_TYPE(RESIDUAL_LAYER_NORM)
