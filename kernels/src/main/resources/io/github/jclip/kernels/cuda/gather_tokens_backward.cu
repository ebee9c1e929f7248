// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dx[b,t] = dy[b] for t = index[b], else 0, bit by bit, over rows with dense elements. The bits of 0 are 0.
//
// Bound by memory: one element written; dy is small.
// 1. One thread for each element of a row, blocks across and along rows. An index that names no token leaves zeros
//    alone.  [not measured]

#include "elements.cuh"

template <class T, class I>
__device__ inline void gatherTokensBackward(
    const T* dy, long long yStep, const I* index, long long indexStep, T* dx, Steps xSteps, Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        long long sequence = row / extent.size[2];
        bool gathered = index[sequence * indexStep] == row % extent.size[2];
        T* dxRow = dx + xSteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            dxRow[i] = gathered ? dy[sequence * yStep + i] : static_cast<T>(0);
        }
    }
}

#define GATHER_TOKENS_BACKWARD(bytes, T, suffix, I)                                                             \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) gather_tokens_backward_##bytes##_##suffix(    \
        const T* dy, long long yStep, const I* index, long long indexStep, T* dx, Steps xSteps, Extent extent) { \
        gatherTokensBackward(dy, yStep, index, indexStep, dx, xSteps, extent);                                  \
    }
GATHER_TOKENS_BACKWARD(2, unsigned short, i32, int)
GATHER_TOKENS_BACKWARD(2, unsigned short, i64, long long)
GATHER_TOKENS_BACKWARD(4, unsigned, i32, int)
GATHER_TOKENS_BACKWARD(4, unsigned, i64, long long)
