// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y[g,c] ← y[g,c] + Σᵣ x[g,r,c] with dense columns c: what a bias and everything else that was repeated gathers. The
// extent is that of groups, outer rows, inner rows and columns.
//
// Bound by memory: one element read.
// 1. A block for 32 columns and a slab of the rows: a warp reads a row, and eight warps take turns, four rows ahead. Slabs
//    leave their sums in a list of floats, which this kernel adds in its turn.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class S>
__device__ inline float sumOfColumn(const S* x, const Extent& extent, const Steps& steps, int from, int to) {
    float sum = 0;
    if (extent.size[1] == 1) {
#pragma unroll 4
        for (int row = from; row < to; row += ROW_WARPS) {
            sum += widen(x[row * steps.step[2]]);
        }
        return sum;
    }
    int innerRows = static_cast<int>(extent.size[2]);
    for (int row = from; row < to; row += ROW_WARPS) {
        sum += widen(x[row / innerRows * steps.step[1] + row % innerRows * steps.step[2]]);
    }
    return sum;
}

template <class S, class T>
__device__ inline void columnSums(
    const S* x, Steps steps, Extent extent, T* y, long long groupStep, float* slabSums, float* partial) {
    int columns = static_cast<int>(extent.size[3]);
    int tiles = (columns + 31) / 32;
    int group = blockIdx.x / tiles;
    int column = blockIdx.x % tiles * 32 + threadIdx.x % 32;
    long long rows = extent.size[1] * extent.size[2];
    int from = static_cast<int>(rows * blockIdx.y / gridDim.y) + threadIdx.x / 32;
    int to = static_cast<int>(rows * (blockIdx.y + 1) / gridDim.y);
    partial[threadIdx.x] =
        column < columns ? sumOfColumn(x + group * steps.step[0] + column, extent, steps, from, to) : 0;
    __syncthreads();
    if (threadIdx.x >= 32 || column >= columns) {
        return;
    }
    float sum = 0;
    for (int warp = 0; warp < ROW_WARPS; warp++) {
        sum += partial[warp * 32 + threadIdx.x];
    }
    if (slabSums != nullptr) {
        slabSums[(blockIdx.y * extent.size[0] + group) * columns + column] = sum;
    } else {
        T* target = y + group * groupStep + column;
        store(*target, widen(*target) + sum);
    }
}

#define COLUMN_SUMS(from, S, suffix, T)                                                                 \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) column_sums_##from##_##suffix(            \
        const S* x, Steps steps, Extent extent, T* y, long long groupStep, float* slabSums) {           \
        __shared__ float partial[ROW_THREADS];                                                          \
        columnSums(x, steps, extent, y, groupStep, slabSums, partial);                                  \
    }
COLUMN_SUMS(f32, float, f32, float)
COLUMN_SUMS(f32, float, f16, Half)
COLUMN_SUMS(f32, float, bf16, BFloat)
COLUMN_SUMS(f16, Half, f16, Half)
COLUMN_SUMS(bf16, BFloat, bf16, BFloat)
