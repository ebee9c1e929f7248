// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A step of Adadelta over dense tensors, with the gradient g:
//   g ← g + weightDecay·p,  square ← ρ·square + (1 − ρ)·g²
//   δ = √(change + ε)/√(square + ε)·g,  change ← ρ·change + (1 − ρ)·δ²
//   p ← p − learningRate·δ
// The learning rate lies in memory, so that a graph may take another step at each launch.
//
// Bound by memory: four elements read, three written.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "maps.cuh"

struct Adadelta {
    float rho, entering, epsilon, weightDecay;
};

template <class T>
__device__ inline void update(
    T* parameter, const T* gradient, T* square, T* change, long long count, float learningRate, Adadelta rule) {
    mapElements<4, 3, T>(
        {parameter, gradient, square, change}, {parameter, square, change}, count,
        [&](const float(&in)[4], float(&out)[3]) {
            float g = in[1] + rule.weightDecay * in[0];
            out[1] = rule.rho * in[2] + rule.entering * g * g;
            float delta = sqrtf(in[3] + rule.epsilon) / sqrtf(out[1] + rule.epsilon) * g;
            out[2] = rule.rho * in[3] + rule.entering * delta * delta;
            out[0] = in[0] - learningRate * delta;
        });
}

#define ADADELTA_UPDATE(suffix, T)                                                                    \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) adadelta_update_##suffix(           \
        T* parameter, const T* gradient, T* square, T* change, long long count, const double* rates,  \
        Adadelta rule) {                                                                              \
        update(parameter, gradient, square, change, count, float(rates[0]), rule);                    \
    }
FOR_EACH_TYPE(ADADELTA_UPDATE)
