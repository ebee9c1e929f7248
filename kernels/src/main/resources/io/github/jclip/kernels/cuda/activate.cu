// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = activation(x) for dense tensors.
//
// Bound by memory: one element read, one written.
// 1. One thread for each element.  [not measured]

#include "activation.cuh"
#include "elements.cuh"

template <class T>
__device__ inline void activateAll(const T* x, T* y, long long count, int activation) {
    for (long long i = firstElement(); i < count; i += elementStep()) {
        store(y[i], activate(activation, widen(x[i])));
    }
}

#define ACTIVATE(suffix, T)                                            \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS)      \
        activate_##suffix(const T* x, T* y, long long count, int activation) { \
        activateAll(x, y, count, activation);                          \
    }
FOR_EACH_TYPE(ACTIVATE)
