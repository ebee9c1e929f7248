// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A step of stochastic gradient descent over dense tensors, with the gradient g:
//   g ← g + weightDecay·p
//   with momentum: velocity ← kept·velocity + entering·g, and then g ← velocity, or g + momentum·velocity (Nesterov)
//   p ← p − learningRate·g
// learningRate, kept and entering lie in memory, so that a graph may take another step at each launch.
//
// Bound by memory: two elements read, one written; with momentum three and two.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "maps.cuh"

/** Without Nesterov's form the step is the velocity alone. */
struct Momentum {
    float gradientWeight, velocityWeight;
};

/** The numbers of one step. Of the old velocity nothing is kept at the first. */
struct Rates {
    float learningRate, kept, entering;

    __device__ explicit Rates(const double* rates)
        : learningRate(float(rates[0])), kept(float(rates[1])), entering(float(rates[2])) {}
};

template <class T>
__device__ inline void update(T* parameter, const T* gradient, long long count, Rates rates, float weightDecay) {
    mapElements<2, 1, T>({parameter, gradient}, {parameter}, count, [&](const float(&in)[2], float(&out)[1]) {
        out[0] = in[0] - rates.learningRate * (in[1] + weightDecay * in[0]);
    });
}

template <class T>
__device__ inline void updateByVelocity(
    T* parameter, const T* gradient, T* velocity, long long count, Rates rates, float weightDecay, Momentum momentum) {
    mapElements<3, 2, T>(
        {parameter, gradient, velocity}, {parameter, velocity}, count, [&](const float(&in)[3], float(&out)[2]) {
            float g = in[1] + weightDecay * in[0];
            out[1] = (rates.kept == 0 ? 0 : rates.kept * in[2]) + rates.entering * g;
            out[0] = in[0] - rates.learningRate * (momentum.gradientWeight * g + momentum.velocityWeight * out[1]);
        });
}

#define SGD_UPDATE(suffix, T)                                                                               \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) sgd_update_##suffix(                      \
        T* parameter, const T* gradient, long long count, const double* rates, float weightDecay) {         \
        update(parameter, gradient, count, Rates(rates), weightDecay);                                      \
    }                                                                                                       \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) sgd_update_momentum_##suffix(             \
        T* parameter, const T* gradient, T* velocity, long long count, const double* rates, float weightDecay, \
        Momentum momentum) {                                                                                \
        updateByVelocity(parameter, gradient, velocity, count, Rates(rates), weightDecay, momentum);        \
    }
FOR_EACH_TYPE(SGD_UPDATE)
