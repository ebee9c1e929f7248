// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = x/‖x‖₂ over rows with dense elements; y may be x. A row of zeros gives NaN.
//
// Bound by memory: one element read, one written.
// 1. A block for each row, two passes: sum of squares, result.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class T>
__device__ inline void l2Normalize(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent, float* partial) {
    int width = static_cast<int>(extent.width());
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        const T* xRow = x + xSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        float squares = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            float value = widen(xRow[i]);
            squares += value * value;
        }
        float norm = sqrtf(blockSum(squares, partial));
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            store(yRow[i], widen(xRow[i]) / norm);
        }
    }
}

#define L2_NORMALIZE(suffix, T)                                                        \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)                          \
        l2_normalize_##suffix(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent) { \
        __shared__ float partial[ROW_WARPS];                                           \
        l2Normalize(x, xSteps, y, ySteps, extent, partial);                            \
    }
FOR_EACH_TYPE(L2_NORMALIZE)
