// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// loss[n] = log Σₖ exp(logits[n,k]) − logits[n, label[n]] and dlogits[n,k] = scale·(exp(logits[n,k])/Σⱼ exp(logits[n,j]) −
// [k = label[n]]) over rows with dense elements; dlogits may be logits.
//
// Bound by memory: one element read, one written, where the two kernels on their own read twice and take the exponentials
// of a row twice.
// 1. A block for each row, three passes: maximum, sum, result; the second and third read the cache. A label that names no
//    class gives the loss NaN and subtracts nothing.  [not measured]

#include "exponentials.cuh"

template <class I, class T>
__device__ inline void crossEntropyStep(
    const T* logits, long long rowStep, const I* labels, long long labelStep, T* losses, float scale, T* dlogits,
    long long gradientStep, int rows, int classes, float* partial) {
    for (int row = blockIdx.x; row < rows; row += gridDim.x) {
        const T* x = logits + row * rowStep;
        T* dx = dlogits + row * gradientStep;
        Exponentials exponentials = exponentialsOfRow(x, classes, partial);
        I label = labels[row * labelStep];
        if (threadIdx.x == 0) {
            bool known = 0 <= label && label < classes;
            store(losses[row], known ? exponentials.minusLogOfShare(widen(x[label])) : NOT_A_NUMBER);
        }
        // The gradient may overwrite what the loss is made of.
        __syncthreads();
        for (int i = threadIdx.x; i < classes; i += ROW_THREADS) {
            store(dx[i], scale * (exponentials.share(widen(x[i])) - (i == label ? 1.0f : 0.0f)));
        }
    }
}

#define CROSS_ENTROPY_STEP(label, I, suffix, T)                                                                \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) cross_entropy_step_##label##_##suffix(           \
        const T* logits, long long rowStep, const I* labels, long long labelStep, T* losses, float scale,      \
        T* dlogits, long long gradientStep, int rows, int classes) {                                           \
        __shared__ float partial[ROW_WARPS];                                                                   \
        crossEntropyStep(                                                                                      \
            logits, rowStep, labels, labelStep, losses, scale, dlogits, gradientStep, rows, classes, partial); \
    }
#define CROSS_ENTROPY_STEP_I32(suffix, T) CROSS_ENTROPY_STEP(i32, int, suffix, T)
#define CROSS_ENTROPY_STEP_I64(suffix, T) CROSS_ENTROPY_STEP(i64, long long, suffix, T)
FOR_EACH_TYPE(CROSS_ENTROPY_STEP_I32)
FOR_EACH_TYPE(CROSS_ENTROPY_STEP_I64)
