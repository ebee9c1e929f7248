// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Products of matrices by a warp on tensor cores: D[16×8] += A[16×16]·B[16×8], A and B of 16-bit elements, sums in
// float. All 32 lanes call together; each holds a part of every matrix. With g = lane / 4 and t = lane % 4:
//
//   A: pairs[0] row g,     columns 2t and 2t + 1     B: pairs[0] rows 2t and 2t + 1, column g
//      pairs[1] row g + 8, columns 2t and 2t + 1        pairs[1] rows 2t + 8 and 2t + 9, column g
//      pairs[2] row g,     columns 2t + 8 and 2t + 9
//      pairs[3] row g + 8, columns 2t + 8 and 2t + 9
//   D: sums[0], sums[1] row g,     columns 2t and 2t + 1
//      sums[2], sums[3] row g + 8, columns 2t and 2t + 1
//
// A pair has the element of the lower index in its lower half. (PTX ISA, mma.m16n8k16.)
#pragma once

#include "elements.cuh"

/** A lane's part of A. */
struct LeftFragment {
    unsigned pairs[4];
};

/** A lane's part of B. */
struct RightFragment {
    unsigned pairs[2];
};

/** A lane's part of D. */
struct SumFragment {
    float sums[4];
};

/** d += a·b. T is Half or BFloat. */
template <class T>
__device__ void multiplyAdd(SumFragment& d, const LeftFragment& a, const RightFragment& b);

template <>
__device__ inline void multiplyAdd<Half>(SumFragment& d, const LeftFragment& a, const RightFragment& b) {
    multiplyHalves(d.sums, a.pairs, b.pairs);
}

template <>
__device__ inline void multiplyAdd<BFloat>(SumFragment& d, const LeftFragment& a, const RightFragment& b) {
    multiplyBFloats(d.sums, a.pairs, b.pairs);
}

/** Two elements side by side. T is Half or BFloat. */
template <class T>
__device__ unsigned narrowPair(float low, float high);

template <>
__device__ inline unsigned narrowPair<Half>(float low, float high) {
    return narrowHalves(low, high);
}

template <>
__device__ inline unsigned narrowPair<BFloat>(float low, float high) {
    return narrowBFloats(low, high);
}

/**
 * A from 16 rows in shared memory.
 *
 * @param first element of A, 16-byte aligned
 * @param pitch elements from one row to the next, a multiple of 8; 8 more than a multiple of 64 is free of bank conflicts
 */
template <class T>
__device__ inline void loadLeft(LeftFragment& a, const T* first, int pitch) {
    int lane = threadIdx.x % 32;
    loadMatrices(a.pairs, first + lane % 16 * pitch + lane / 16 * 8);
}

/**
 * Two B side by side, 16 rows of 16 columns, whose columns are rows of shared memory.
 *
 * @param first element of the left B, 16-byte aligned
 * @param pitch elements from one column to the next, as in loadLeft
 */
template <class T>
__device__ inline void loadRightFromColumns(RightFragment (&b)[2], const T* first, int pitch) {
    int lane = threadIdx.x % 32;
    unsigned pairs[4];
    loadMatrices(pairs, first + (lane / 16 * 8 + lane % 8) * pitch + lane / 8 % 2 * 8);
    b[0] = {{pairs[0], pairs[1]}};
    b[1] = {{pairs[2], pairs[3]}};
}

/** As loadRightFromColumns, for rows of B that are rows of shared memory. */
template <class T>
__device__ inline void loadRightFromRows(RightFragment (&b)[2], const T* first, int pitch) {
    int lane = threadIdx.x % 32;
    unsigned pairs[4];
    loadTransposed(pairs, first + lane % 16 * pitch + lane / 16 * 8);
    b[0] = {{pairs[0], pairs[1]}};
    b[1] = {{pairs[2], pairs[3]}};
}
