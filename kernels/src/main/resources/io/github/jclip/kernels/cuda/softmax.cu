// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = exp(x − max)/Σ exp(x − max) over rows with dense elements; y may be x.
//
// Bound by memory: one element read, one written.
// 1. A block for each row, three passes: maximum, sum, result. The exponential is computed twice, which costs less than
//    keeping it.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class T>
__device__ inline void softmax(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent, float* partial) {
    int width = static_cast<int>(extent.width());
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        const T* xRow = x + xSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        float maximum = NEGATIVE_INFINITY;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            maximum = fmaxf(maximum, widen(xRow[i]));
        }
        maximum = blockMax(maximum, partial);
        float sum = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            sum += expf(widen(xRow[i]) - maximum);
        }
        sum = blockSum(sum, partial);
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            store(yRow[i], expf(widen(xRow[i]) - maximum) / sum);
        }
    }
}

#define SOFTMAX(suffix, T)                                                        \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)                     \
        softmax_##suffix(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent) { \
        __shared__ float partial[ROW_WARPS];                                      \
        softmax(x, xSteps, y, ySteps, extent, partial);                           \
    }
FOR_EACH_TYPE(SOFTMAX)
