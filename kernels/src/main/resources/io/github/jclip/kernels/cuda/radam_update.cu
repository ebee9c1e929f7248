// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A step of RAdam over dense tensors, with the gradient g:
//   mean ← β₁·mean + (1 − β₁)·g,  square ← β₂·square + (1 − β₂)·g²
//   p ← shrinkage·p − stepSize·(mean/(√square + ε), or mean alone before the variance is tractable)
// shrinkage, stepSize and whether the variance is tractable lie in memory, so that a graph may take another step at each
// launch.
//
// Bound by memory: four elements read, three written.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "maps.cuh"

struct RAdam {
    float beta1, entering1, beta2, entering2, epsilon;
};

/** The numbers of one step. */
struct Rates {
    float shrinkage, stepSize;
    bool rectified;

    __device__ explicit Rates(const double* rates)
        : shrinkage(float(rates[0])), stepSize(float(rates[1])), rectified(rates[2] != 0) {}
};

template <class T>
__device__ inline void update(
    T* parameter, const T* gradient, T* mean, T* square, long long count, RAdam radam, Rates rates) {
    mapElements<4, 3, T>(
        {parameter, gradient, mean, square}, {parameter, mean, square}, count,
        [&](const float(&in)[4], float(&out)[3]) {
            out[1] = radam.beta1 * in[2] + radam.entering1 * in[1];
            out[2] = radam.beta2 * in[3] + radam.entering2 * in[1] * in[1];
            float direction = rates.rectified ? out[1] / (sqrtf(out[2]) + radam.epsilon) : out[1];
            out[0] = rates.shrinkage * in[0] - rates.stepSize * direction;
        });
}

#define RADAM_UPDATE(suffix, T)                                                                                   \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) radam_update_##suffix(                          \
        T* parameter, const T* gradient, T* mean, T* square, long long count, RAdam radam, const double* rates) { \
        update(parameter, gradient, mean, square, count, radam, Rates(rates));                                    \
    }
FOR_EACH_TYPE(RADAM_UPDATE)
