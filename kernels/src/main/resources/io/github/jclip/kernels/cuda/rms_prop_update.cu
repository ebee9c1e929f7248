// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A step of RMSprop over dense tensors, with the gradient g:
//   g ← g + weightDecay·p,  square ← smoothing·square + (1 − smoothing)·g²,  d = g/(√square + ε)
//   with momentum: velocity ← momentum·velocity + d, and then d ← velocity
//   p ← p − learningRate·d
// The learning rate lies in memory, so that a graph may take another step at each launch.
//
// Bound by memory: three elements read, two written; with momentum four and three.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "maps.cuh"

struct RmsProp {
    float smoothing, entering, epsilon, momentum, weightDecay;

    __device__ float square(float old, float g) const { return smoothing * old + entering * g * g; }
    __device__ float scaled(float g, float square) const { return g / (sqrtf(square) + epsilon); }
};

template <class T>
__device__ inline void update(T* parameter, const T* gradient, T* square, long long count, float learningRate, RmsProp rule) {
    mapElements<3, 2, T>(
        {parameter, gradient, square}, {parameter, square}, count, [&](const float(&in)[3], float(&out)[2]) {
            float g = in[1] + rule.weightDecay * in[0];
            out[1] = rule.square(in[2], g);
            out[0] = in[0] - learningRate * rule.scaled(g, out[1]);
        });
}

template <class T>
__device__ inline void updateByVelocity(
    T* parameter, const T* gradient, T* square, T* velocity, long long count, float learningRate, RmsProp rule) {
    mapElements<4, 3, T>(
        {parameter, gradient, square, velocity}, {parameter, square, velocity}, count,
        [&](const float(&in)[4], float(&out)[3]) {
            float g = in[1] + rule.weightDecay * in[0];
            out[1] = rule.square(in[2], g);
            out[2] = rule.momentum * in[3] + rule.scaled(g, out[1]);
            out[0] = in[0] - learningRate * out[2];
        });
}

#define RMS_PROP_UPDATE(suffix, T)                                                                              \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) rms_prop_update_##suffix(                     \
        T* parameter, const T* gradient, T* square, long long count, const double* rates, RmsProp rule) {       \
        update(parameter, gradient, square, count, float(rates[0]), rule);                                      \
    }                                                                                                           \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) rms_prop_update_momentum_##suffix(            \
        T* parameter, const T* gradient, T* square, T* velocity, long long count, const double* rates,          \
        RmsProp rule) {                                                                                         \
        updateByVelocity(parameter, gradient, square, velocity, count, float(rates[0]), rule);                  \
    }
FOR_EACH_TYPE(RMS_PROP_UPDATE)
