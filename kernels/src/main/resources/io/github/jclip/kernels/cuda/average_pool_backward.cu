// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dx = dy/kernel² for the elements of each kernel×kernel window, channels last; 0 for those in no window.
//
// Bound by memory: one element read for each window, each of dx written once.
// 1. A thread for each element of dx, which divides three times to find its window. Never built: the arithmetic alone
//    would take longer than the memory.
// 2. A thread for each window and channel: one position to find and one element to read for kernel² to write.
//    Neighbours touch neighbours. What no window covers belongs to windows that reach over the edge.  [not measured]
//    nvcc 13 for sm_90: 32 registers, nothing spilled.

#include "channels.cuh"

template <class T>
__device__ inline void averagePoolBackward(
    const T* dy, Steps dySteps, Extent windows, int kernel, T* dx, Steps dxSteps, Extent extent) {
    int channels = static_cast<int>(extent.width());
    long long height = (extent.size[1] + kernel - 1) / kernel;
    long long width = (extent.size[2] + kernel - 1) / kernel;
    Slab slab(extent.size[0] * height * width, channels, CHANNEL_WARPS);
    if (slab.channel >= channels || slab.first >= slab.end) {
        return;
    }
    long long j = slab.first % width;
    long long i = slab.first / width % height;
    long long image = slab.first / width / height;
    float share = 0;
    if (i < windows.size[1] && j < windows.size[2]) {
        const T* row = dy + image * dySteps.step[0] + i * dySteps.step[1] + j * dySteps.step[2];
        share = widen(row[slab.channel]) / (kernel * kernel);
    }
    T* corner = dx + image * dxSteps.step[0] + slab.channel;
    for (long long h = i * kernel; h < (i + 1) * kernel && h < extent.size[1]; h++) {
        for (long long w = j * kernel; w < (j + 1) * kernel && w < extent.size[2]; w++) {
            store(corner[h * dxSteps.step[1] + w * dxSteps.step[2]], share);
        }
    }
}

#define AVERAGE_POOL_BACKWARD(suffix, T)                                                                \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) average_pool_backward_##suffix(       \
        const T* dy, Steps dySteps, Extent windows, int kernel, T* dx, Steps dxSteps, Extent extent) {  \
        averagePoolBackward(dy, dySteps, windows, kernel, dx, dxSteps, extent);                         \
    }
FOR_EACH_TYPE(AVERAGE_POOL_BACKWARD)
