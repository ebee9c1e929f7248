// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y[n] = the position of the largest x[n,k], the first of several, over rows with dense elements.
//
// Bound by memory: one element read.
// 1. A block for each row.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

/** A value and where it stands. Position 0 without a value loses against everything and is a position all the same. */
struct Candidate {
    float value = NEGATIVE_INFINITY;
    int position = 0;

    __device__ void meet(float otherValue, int otherPosition) {
        if (otherValue > value || (otherValue == value && otherPosition < position)) {
            value = otherValue;
            position = otherPosition;
        }
    }
};

template <class T>
__device__ inline void argMax(
    const T* x, long long rowStep, int* y, int rows, int width, float* values, int* positions) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        Candidate best;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            best.meet(widen(x[row * rowStep + i]), i);
        }
        for (int bits = 16; bits > 0; bits /= 2) {
            float value = __shfl_xor_sync(0xffffffffu, best.value, bits);
            int position = __shfl_xor_sync(0xffffffffu, best.position, bits);
            best.meet(value, position);
        }
        if (threadIdx.x % 32 == 0) {
            values[threadIdx.x / 32] = best.value;
            positions[threadIdx.x / 32] = best.position;
        }
        __syncthreads();
        if (threadIdx.x == 0) {
            for (int warp = 1; warp < ROW_WARPS; warp++) {
                best.meet(values[warp], positions[warp]);
            }
            y[row] = best.position;
        }
        __syncthreads();
    }
}

#define ARG_MAX(suffix, T)                                        \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS)     \
        arg_max_##suffix(const T* x, long long rowStep, int* y, int rows, int width) { \
        __shared__ float values[ROW_WARPS];                       \
        __shared__ int positions[ROW_WARPS];                      \
        argMax(x, rowStep, y, rows, width, values, positions);    \
    }
FOR_EACH_TYPE(ARG_MAX)
