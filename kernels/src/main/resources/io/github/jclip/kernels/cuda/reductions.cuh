// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Sums and maxima over the threads of a block. Every thread gets the result, and its bits do not depend on the order in
// which threads run.
#pragma once

/** Threads of a block that works on one row at a time. */
#define ROW_THREADS 256
#define ROW_WARPS (ROW_THREADS / 32)

/** The compiler at run time knows no header that names them. */
#define NEGATIVE_INFINITY __uint_as_float(0xff800000u)
#define NOT_A_NUMBER __uint_as_float(0x7fffffffu)

__device__ inline float warpSum(float value) {
    for (int bits = 16; bits > 0; bits /= 2) {
        value += __shfl_xor_sync(0xffffffffu, value, bits);
    }
    return value;
}

__device__ inline float warpMax(float value) {
    for (int bits = 16; bits > 0; bits /= 2) {
        value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, bits));
    }
    return value;
}

/** @param partial ROW_WARPS floats of shared memory, free again when this returns */
__device__ inline float blockSum(float value, float* partial) {
    value = warpSum(value);
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = value;
    }
    __syncthreads();
    float sum = 0;
    for (int warp = 0; warp < ROW_WARPS; warp++) {
        sum += partial[warp];
    }
    __syncthreads();
    return sum;
}

/** As blockSum. */
__device__ inline float blockMax(float value, float* partial) {
    value = warpMax(value);
    if (threadIdx.x % 32 == 0) {
        partial[threadIdx.x / 32] = value;
    }
    __syncthreads();
    float maximum = partial[0];
    for (int warp = 1; warp < ROW_WARPS; warp++) {
        maximum = fmaxf(maximum, partial[warp]);
    }
    __syncthreads();
    return maximum;
}
