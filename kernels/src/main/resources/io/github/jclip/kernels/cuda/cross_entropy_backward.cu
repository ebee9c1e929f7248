// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dlogits[n,k] = scale·(exp(logits[n,k])/Σⱼ exp(logits[n,j]) − [k = label[n]]) over rows with dense elements; dlogits may
// be logits.
//
// Bound by memory: one element read, one written.
// 1. A block for each row, three passes: maximum, sum, result; the second and third read the cache. A label that names no
//    class subtracts nothing.  [not measured]

#include "exponentials.cuh"

template <class I, class T>
__device__ inline void crossEntropyBackward(
    const T* logits, long long rowStep, const I* labels, long long labelStep, float scale, T* dlogits,
    long long gradientStep, int rows, int classes, float* partial) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        const T* x = logits + row * rowStep;
        T* dx = dlogits + row * gradientStep;
        Exponentials exponentials = exponentialsOfRow(x, classes, partial);
        I label = labels[row * labelStep];
        for (int i = threadIdx.x; i < classes; i += ROW_THREADS) {
            store(dx[i], scale * (exponentials.share(widen(x[i])) - (i == label ? 1.0f : 0.0f)));
        }
    }
}

#define CROSS_ENTROPY_BACKWARD(label, I, suffix, T)                                                               \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) cross_entropy_backward_##label##_##suffix(          \
        const T* logits, long long rowStep, const I* labels, long long labelStep, float scale, T* dlogits,        \
        long long gradientStep, int rows, int classes) {                                                          \
        __shared__ float partial[ROW_WARPS];                                                                      \
        crossEntropyBackward(                                                                                     \
            logits, rowStep, labels, labelStep, scale, dlogits, gradientStep, rows, classes, partial);            \
    }
#define CROSS_ENTROPY_BACKWARD_I32(suffix, T) CROSS_ENTROPY_BACKWARD(i32, int, suffix, T)
#define CROSS_ENTROPY_BACKWARD_I64(suffix, T) CROSS_ENTROPY_BACKWARD(i64, long long, suffix, T)
FOR_EACH_TYPE(CROSS_ENTROPY_BACKWARD_I32)
FOR_EACH_TYPE(CROSS_ENTROPY_BACKWARD_I64)
