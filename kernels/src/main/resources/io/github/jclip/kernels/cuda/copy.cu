// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = x, bit by bit, for strided tensors of rank up to 4 of any type.
//
// Bound by memory.
// 1. One thread for each element of a row. A transposition reads along one row and writes across many.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void copy(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const T* xRow = x + xSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            yRow[i * ySteps.step[3]] = xRow[i * xSteps.step[3]];
        }
    }
}

#define COPY(bytes, T)                                            \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        copy_##bytes(const T* x, Steps xSteps, T* y, Steps ySteps, Extent extent) { \
        copy(x, xSteps, y, ySteps, extent);                       \
    }
COPY(1, unsigned char)
COPY(2, unsigned short)
COPY(4, unsigned)
COPY(8, unsigned long long)
