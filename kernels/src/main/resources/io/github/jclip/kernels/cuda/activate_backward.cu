// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dx = dy·activation′(x) for dense tensors; dx may be dy.
//
// Bound by memory: two elements read, one written.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "activation.cuh"
#include "maps.cuh"

template <class T>
__device__ inline void activateBackward(const T* x, const T* dy, T* dx, long long count, int activation) {
    mapElements<2, 1, T>({x, dy}, {dx}, count, [&](const float(&in)[2], float(&out)[1]) {
        out[0] = in[1] * activationSlope(activation, in[0]);
    });
}

#define ACTIVATE_BACKWARD(suffix, T)                              \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        activate_backward_##suffix(const T* x, const T* dy, T* dx, long long count, int activation) { \
        activateBackward(x, dy, dx, count, activation);           \
    }
FOR_EACH_TYPE(ACTIVATE_BACKWARD)
