// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = min(max(x, low), high) for dense tensors; y may be x. NaN stays NaN.
//
// Bound by memory: one element read, one written.
// 1. Sixteen bytes for each thread.  [not measured]

#include "maps.cuh"

template <class T>
__device__ inline void clamp(const T* x, float low, float high, T* y, long long count) {
    mapElements<1, 1, T>({x}, {y}, count, [&](const float(&in)[1], float(&out)[1]) {
        out[0] = in[0] < low ? low : in[0] > high ? high : in[0];
    });
}

#define CLAMP(suffix, T)                                          \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        clamp_##suffix(const T* x, float low, float high, T* y, long long count) { \
        clamp(x, low, high, y, count);                            \
    }
FOR_EACH_TYPE(CLAMP)
