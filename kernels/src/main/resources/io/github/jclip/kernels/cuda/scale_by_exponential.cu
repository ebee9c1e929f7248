// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = exp(s)·x over rows with dense elements; y may be x.
//
// Bound by memory: one element read, one written.
// 1. One thread for each element of a row; every thread computes the scale.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void scaleByExponential(
    const T* x, Steps xSteps, const T* logScale, T* y, Steps ySteps, Extent extent) {
    float scale = expf(widen(*logScale));
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const T* xRow = x + xSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            store(yRow[i], scale * widen(xRow[i]));
        }
    }
}

#define SCALE_BY_EXPONENTIAL(suffix, T)                                                        \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) scale_by_exponential_##suffix( \
        const T* x, Steps xSteps, const T* logScale, T* y, Steps ySteps, Extent extent) {      \
        scaleByExponential(x, xSteps, logScale, y, ySteps, extent);                            \
    }
FOR_EACH_TYPE(SCALE_BY_EXPONENTIAL)
