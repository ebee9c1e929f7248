// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = x rounded to another type, to nearest-even, for strided tensors of rank up to 4.
//
// Bound by memory.
// 1. One thread for each element of a row.  [not measured]

#include "elements.cuh"

__device__ inline void convert(float x, Half& y) { store(y, x); }
__device__ inline void convert(float x, BFloat& y) { store(y, x); }
__device__ inline void convert(float x, double& y) { y = x; }
__device__ inline void convert(double x, float& y) { y = static_cast<float>(x); }

/**
 * The float beside x that has an odd significand: rounding that to 16 bits is rounding x, while rounding the nearest
 * float may not be (Boldo and Melquiond 2008).
 */
__device__ inline float roundToOdd(double x) {
    float towardsZero = narrowTowardsZero(x);
    bool exact = static_cast<double>(towardsZero) == x || x != x;
    return exact ? towardsZero : __uint_as_float(__float_as_uint(towardsZero) | 1u);
}

template <class T>
__device__ inline void convert(double x, T& y) {
    store(y, roundToOdd(x));
}

template <class S, class T>
__device__ inline void convert(S x, T& y) {
    convert(widen(x), y);
}

__device__ inline void convert(Half x, float& y) { y = widen(x); }
__device__ inline void convert(BFloat x, float& y) { y = widen(x); }

template <class S, class T>
__device__ inline void cast(const S* x, Steps xSteps, T* y, Steps ySteps, Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const S* xRow = x + xSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            convert(xRow[i * xSteps.step[3]], yRow[i * ySteps.step[3]]);
        }
    }
}

#define CAST(from, S, to, T)                                      \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) \
        cast_##from##_##to(const S* x, Steps xSteps, T* y, Steps ySteps, Extent extent) { \
        cast(x, xSteps, y, ySteps, extent);                       \
    }
CAST(f32, float, f16, Half)
CAST(f32, float, bf16, BFloat)
CAST(f32, float, f64, double)
CAST(f16, Half, f32, float)
CAST(f16, Half, bf16, BFloat)
CAST(f16, Half, f64, double)
CAST(bf16, BFloat, f32, float)
CAST(bf16, BFloat, f16, Half)
CAST(bf16, BFloat, f64, double)
CAST(f64, double, f32, float)
CAST(f64, double, f16, Half)
CAST(f64, double, bf16, BFloat)
