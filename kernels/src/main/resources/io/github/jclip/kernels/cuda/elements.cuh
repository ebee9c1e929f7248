// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The types of elements, and how threads find the elements of strided tensors. Kernels load any floating type, compute
// in float and store with one rounding.
#pragma once

#include "intrinsics.cuh"

/** IEEE 754 binary16. */
struct Half {
    unsigned short bits;
};

/** bfloat16, the upper half of a float. */
struct BFloat {
    unsigned short bits;
};

__device__ inline float widen(float value) { return value; }
__device__ inline float widen(Half value) { return widenHalf(value.bits); }
__device__ inline float widen(BFloat value) { return __uint_as_float(static_cast<unsigned>(value.bits) << 16); }

__device__ inline void store(float& target, float value) { target = value; }
__device__ inline void store(Half& target, float value) { target.bits = narrowHalf(value); }

/** To nearest-even; NaN stays NaN. */
__device__ inline void store(BFloat& target, float value) {
    unsigned bits = __float_as_uint(value);
    unsigned rounded = bits + 0x7fffu + ((bits >> 16) & 1u);
    target.bits = static_cast<unsigned short>((value != value ? bits | 0x400000u : rounded) >> 16);
}

/** Sizes of four dimensions, outermost first; missing ones are 1. */
struct Extent {
    long long size[4];

    __device__ long long rows() const { return size[0] * size[1] * size[2]; }
    __device__ long long width() const { return size[3]; }
};

/** Elements from one index to the next in the four dimensions of an operand. */
struct Steps {
    long long step[4];

    /** Where a row begins. */
    __device__ long long row(const Extent& extent, long long row) const {
        long long inner = row % extent.size[2];
        long long rest = row / extent.size[2];
        return inner * step[2] + rest % extent.size[1] * step[1] + rest / extent.size[1] * step[0];
    }
};

/** The first element of this thread, and how far it is to its next. */
__device__ inline long long firstElement() { return static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ inline long long elementStep() { return static_cast<long long>(gridDim.x) * blockDim.x; }

/** Largest block of an element-wise kernel. */
#define ELEMENT_THREADS 256

/** An entry point for each type that kernels compute with: KERNEL(suffix, type). */
#define FOR_EACH_TYPE(KERNEL) \
    KERNEL(f32, float)        \
    KERNEL(f16, Half)         \
    KERNEL(bf16, BFloat)
