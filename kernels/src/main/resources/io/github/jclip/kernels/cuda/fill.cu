// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = value for strided tensors of rank up to 4.
//
// Bound by memory: one element written.
// 1. One thread for each element of a row.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void fill(float value, T* y, Steps ySteps, Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            store(yRow[i * ySteps.step[3]], value);
        }
    }
}

#define FILL(suffix, T)                                           \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        fill_##suffix(float value, T* y, Steps ySteps, Extent extent) { \
        fill(value, y, ySteps, extent);                           \
    }
FOR_EACH_TYPE(FILL)
