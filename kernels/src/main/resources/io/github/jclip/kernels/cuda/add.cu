// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = a + b for strided tensors of rank up to 4.
//
// Bound by memory: two elements read, one written for each addition.
// 1. One thread for each element of a row, blocks across and along rows; neighbours touch neighbours.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void add(const T* a, Steps aSteps, const T* b, Steps bSteps, T* y, Steps ySteps, Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const T* aRow = a + aSteps.row(extent, row);
        const T* bRow = b + bSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            store(yRow[i * ySteps.step[3]], widen(aRow[i * aSteps.step[3]]) + widen(bRow[i * bSteps.step[3]]));
        }
    }
}

#define ADD(suffix, T)                                                                       \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS)                            \
        add_##suffix(const T* a, Steps aSteps, const T* b, Steps bSteps, T* y, Steps ySteps, Extent extent) { \
        add(a, aSteps, b, bSteps, y, ySteps, extent);                                        \
    }
FOR_EACH_TYPE(ADD)
