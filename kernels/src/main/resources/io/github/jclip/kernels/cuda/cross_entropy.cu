// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// loss[n] = log Σₖ exp(logits[n,k]) − logits[n, label[n]] over rows with dense elements.
//
// Bound by memory: one element read.
// 1. A block for each row, two passes: maximum, sum; the second comes from the cache. A label that names no class reads
//    nothing and gives NaN.  [not measured]

#include "exponentials.cuh"

template <class I, class T>
__device__ inline void crossEntropy(
    const T* logits, long long rowStep, const I* labels, long long labelStep, T* losses, int rows, int classes,
    float* partial) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        const T* x = logits + row * rowStep;
        Exponentials exponentials = exponentialsOfRow(x, classes, partial);
        if (threadIdx.x == 0) {
            I label = labels[row * labelStep];
            bool known = 0 <= label && label < classes;
            store(losses[row], known ? exponentials.minusLogOfShare(widen(x[label])) : NOT_A_NUMBER);
        }
    }
}

#define CROSS_ENTROPY(label, I, suffix, T)                                                             \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) cross_entropy_##label##_##suffix(        \
        const T* logits, long long rowStep, const I* labels, long long labelStep, T* losses, int rows, \
        int classes) {                                                                                 \
        __shared__ float partial[ROW_WARPS];                                                           \
        crossEntropy(logits, rowStep, labels, labelStep, losses, rows, classes, partial);              \
    }
#define CROSS_ENTROPY_I32(suffix, T) CROSS_ENTROPY(i32, int, suffix, T)
#define CROSS_ENTROPY_I64(suffix, T) CROSS_ENTROPY(i64, long long, suffix, T)
FOR_EACH_TYPE(CROSS_ENTROPY_I32)
FOR_EACH_TYPE(CROSS_ENTROPY_I64)
