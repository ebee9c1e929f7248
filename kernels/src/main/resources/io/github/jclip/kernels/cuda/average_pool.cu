// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Mean over kernel×kernel windows side by side, channels last.
//
// Bound by memory: every element read once, one for each window written.
// 1. A block for each window, a thread for each channel; neighbours touch neighbours.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void averagePool(const T* x, Steps xSteps, int kernel, T* y, Steps ySteps, Extent extent) {
    for (long long window = blockIdx.x; window < extent.rows(); window += gridDim.x) {
        long long column = window % extent.size[2];
        long long rest = window / extent.size[2];
        const T* corner = x + rest / extent.size[1] * xSteps.step[0] + rest % extent.size[1] * kernel * xSteps.step[1]
                          + column * kernel * xSteps.step[2];
        T* yRow = y + ySteps.row(extent, window);
        for (int c = threadIdx.x; c < extent.width(); c += blockDim.x) {
            float sum = 0;
            for (int u = 0; u < kernel; u++) {
                for (int v = 0; v < kernel; v++) {
                    sum += widen(corner[u * xSteps.step[1] + v * xSteps.step[2] + c]);
                }
            }
            store(yRow[c], sum / (kernel * kernel));
        }
    }
}

#define AVERAGE_POOL(suffix, T)                                   \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        average_pool_##suffix(const T* x, Steps xSteps, int kernel, T* y, Steps ySteps, Extent extent) { \
        averagePool(x, xSteps, kernel, y, ySteps, extent);        \
    }
FOR_EACH_TYPE(AVERAGE_POOL)
