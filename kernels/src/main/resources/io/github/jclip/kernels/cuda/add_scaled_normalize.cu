// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = a + scale·b, u = y/‖y‖₂ for dense tensors, row by row; y may be a or b. A row of zeros gives NaN.
//
// Bound by memory: two elements read, two written, where the two kernels on their own read three.
// 1. A block for each row, two passes: y and its sum of squares, result; the second reads the cache, in which its thread
//    finds what it wrote.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class T>
__device__ inline void addScaledNormalize(
    const T* a, float scale, const T* b, T* y, T* u, int rows, int width, float* partial) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        long long first = static_cast<long long>(row) * width;
        float squares = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            long long at = first + i;
            store(y[at], widen(a[at]) + scale * widen(b[at]));
            float value = widen(y[at]);
            squares += value * value;
        }
        float norm = sqrtf(blockSum(squares, partial));
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            store(u[first + i], widen(y[first + i]) / norm);
        }
    }
}

#define ADD_SCALED_NORMALIZE(suffix, T)                                                               \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) add_scaled_normalize_##suffix(          \
        const T* a, float scale, const T* b, T* y, T* u, int rows, int width) {                       \
        __shared__ float partial[ROW_WARPS];                                                          \
        addScaledNormalize(a, scale, b, y, u, rows, width, partial);                                  \
    }
FOR_EACH_TYPE(ADD_SCALED_NORMALIZE)
