// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dx = (du − (du·u)·u)/‖x‖ with u = x/‖x‖, over rows with dense elements.
//
// Bound by memory: two elements read, one written.
// 1. A block for each row, two passes: both dot products, result; the second reads the cache.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class T>
__device__ inline void l2NormalizeBackward(
    const T* x, long long xStep, const T* du, long long duStep, T* dx, long long dxStep, int rows, int width,
    float* partial) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        const T* xRow = x + row * xStep;
        const T* duRow = du + row * duStep;
        float squares = 0;
        float products = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            float value = widen(xRow[i]);
            squares += value * value;
            products += value * widen(duRow[i]);
        }
        float norm = sqrtf(blockSum(squares, partial));
        float along = blockSum(products, partial) / norm;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            store(dx[row * dxStep + i], (widen(duRow[i]) - along * (widen(xRow[i]) / norm)) / norm);
        }
    }
}

#define L2_NORMALIZE_BACKWARD(suffix, T)                                                                \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) l2_normalize_backward_##suffix(           \
        const T* x, long long xStep, const T* du, long long duStep, T* dx, long long dxStep, int rows,  \
        int width) {                                                                                    \
        __shared__ float partial[ROW_WARPS];                                                            \
        l2NormalizeBackward(x, xStep, du, duStep, dx, dxStep, rows, width, partial);                    \
    }
FOR_EACH_TYPE(L2_NORMALIZE_BACKWARD)
