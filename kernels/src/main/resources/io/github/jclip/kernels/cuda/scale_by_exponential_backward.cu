// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dx = exp(s)·dy and ds ← ds + Σ dy∘y over rows with dense elements; dx may be dy. The sum is made by one block, or by
// blocks whose sums total.cu adds; without ds there is none.
//
// Bound by memory: two elements read, one written; without ds one and one.
// 1. A block takes rows in turn.  [not measured]

#include "totals.cuh"

template <class T>
__device__ inline void scaleByExponentialBackward(
    const T* y, Steps ySteps, const T* logScale, const T* dy, Steps dySteps, T* dx, Steps dxSteps, Extent extent,
    T* dlogScale, float* blockSums, float* partial) {
    float scale = expf(widen(*logScale));
    float sum = 0;
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        const T* yRow = y + ySteps.row(extent, row);
        const T* dyRow = dy + dySteps.row(extent, row);
        T* dxRow = dx + dxSteps.row(extent, row);
        for (long long i = threadIdx.x; i < extent.width(); i += ROW_THREADS) {
            float gradient = widen(dyRow[i]);
            if (dlogScale != nullptr) {
                sum += gradient * widen(yRow[i]);
            }
            store(dxRow[i], scale * gradient);
        }
    }
    if (dlogScale != nullptr) {
        addToTotal(sum, dlogScale, blockSums, partial);
    }
}

#define SCALE_BY_EXPONENTIAL_BACKWARD(suffix, T)                                                             \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) scale_by_exponential_backward_##suffix(        \
        const T* y, Steps ySteps, const T* logScale, const T* dy, Steps dySteps, T* dx, Steps dxSteps,       \
        Extent extent, T* dlogScale, float* blockSums) {                                                     \
        __shared__ float partial[ROW_WARPS];                                                                 \
        scaleByExponentialBackward(                                                                          \
            y, ySteps, logScale, dy, dySteps, dx, dxSteps, extent, dlogScale, blockSums, partial);           \
    }
FOR_EACH_TYPE(SCALE_BY_EXPONENTIAL_BACKWARD)
