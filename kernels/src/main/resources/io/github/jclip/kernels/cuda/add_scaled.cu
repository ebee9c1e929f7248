// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = a + scale·b for dense tensors; y may be a or b.
//
// Bound by memory: two elements read, one written.
// 1. One thread for each element.  [not measured]

#include "elements.cuh"

template <class T>
__device__ inline void addScaled(const T* a, float scale, const T* b, T* y, long long count) {
    for (long long i = firstElement(); i < count; i += elementStep()) {
        store(y[i], widen(a[i]) + scale * widen(b[i]));
    }
}

#define ADD_SCALED(suffix, T)                                     \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        add_scaled_##suffix(const T* a, float scale, const T* b, T* y, long long count) { \
        addScaled(a, scale, b, y, count);                         \
    }
FOR_EACH_TYPE(ADD_SCALED)
