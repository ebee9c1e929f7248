// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A step of Adam or AdamW over dense tensors, with the gradient g:
//   g ← g + coupledDecay·p
//   mean ← β₁·mean + (1 − β₁)·g,  square ← β₂·square + (1 − β₂)·g²
//   p ← shrinkage·p − stepSize·mean/(√square·rootScale + ε), for AMSGrad with the largest square so far
// shrinkage, stepSize and rootScale lie in memory, so that a graph may take another step at each launch.
//
// Bound by memory: four elements read, three written; for AMSGrad five and four.
// 1. Sixteen bytes of each tensor for each thread.  [not measured]

#include "maps.cuh"

struct Adam {
    float beta1, entering1, beta2, entering2, epsilon, coupledDecay;

    __device__ float mean(float old, float g) const { return beta1 * old + entering1 * g; }
    __device__ float square(float old, float g) const { return beta2 * old + entering2 * g * g; }
};

/** The numbers of one step. */
struct Rates {
    float shrinkage, stepSize, rootScale;

    __device__ explicit Rates(const double* rates)
        : shrinkage(float(rates[0])), stepSize(float(rates[1])), rootScale(float(rates[2])) {}

    __device__ float moved(float p, float mean, float square, float epsilon) const {
        return shrinkage * p - stepSize * mean / (sqrtf(square) * rootScale + epsilon);
    }
};

template <class T>
__device__ inline void update(T* parameter, const T* gradient, T* mean, T* square, long long count, Adam adam, Rates rates) {
    mapElements<4, 3, T>(
        {parameter, gradient, mean, square}, {parameter, mean, square}, count,
        [&](const float(&in)[4], float(&out)[3]) {
            float g = in[1] + adam.coupledDecay * in[0];
            out[1] = adam.mean(in[2], g);
            out[2] = adam.square(in[3], g);
            out[0] = rates.moved(in[0], out[1], out[2], adam.epsilon);
        });
}

template <class T>
__device__ inline void updateByLargest(
    T* parameter, const T* gradient, T* mean, T* square, T* largest, long long count, Adam adam, Rates rates) {
    mapElements<5, 4, T>(
        {parameter, gradient, mean, square, largest}, {parameter, mean, square, largest}, count,
        [&](const float(&in)[5], float(&out)[4]) {
            float g = in[1] + adam.coupledDecay * in[0];
            out[1] = adam.mean(in[2], g);
            out[2] = adam.square(in[3], g);
            out[3] = fmaxf(in[4], out[2]);
            out[0] = rates.moved(in[0], out[1], out[3], adam.epsilon);
        });
}

#define ADAM_UPDATE(suffix, T)                                                                               \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) adam_update_##suffix(                      \
        T* parameter, const T* gradient, T* mean, T* square, long long count, Adam adam, const double* rates) { \
        update(parameter, gradient, mean, square, count, adam, Rates(rates));                                \
    }                                                                                                        \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) adam_update_largest_##suffix(              \
        T* parameter, const T* gradient, T* mean, T* square, T* largest, long long count, Adam adam,         \
        const double* rates) {                                                                               \
        updateByLargest(parameter, gradient, mean, square, largest, count, adam, Rates(rates));              \
    }
FOR_EACH_TYPE(ADAM_UPDATE)
