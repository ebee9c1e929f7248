// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// g ← g·min(1, maxNorm/(√squaredNorm + 1e-6)) for a dense tensor; NaN if the norm is.
//
// Bound by memory: one element read, one written.
// 1. Sixteen bytes for each thread; the factor is read by all.  [not measured]

#include "maps.cuh"

template <class T>
__device__ inline void clipByNorm(T* gradient, const float* squaredNorm, float maxNorm, long long count) {
    float factor = maxNorm / (sqrtf(*squaredNorm) + 1e-6f);
    factor = factor > 1 ? 1 : factor;
    mapElements<1, 1, T>(
        {gradient}, {gradient}, count, [&](const float(&in)[1], float(&out)[1]) { out[0] = factor * in[0]; });
}

#define CLIP_BY_NORM(suffix, T)                                   \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        clip_by_norm_##suffix(T* gradient, const float* squaredNorm, float maxNorm, long long count) { \
        clipByNorm(gradient, squaredNorm, maxNorm, count);        \
    }
FOR_EACH_TYPE(CLIP_BY_NORM)
