// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dlogits = scale·(P + Q − 2·I), P the softmax of each row and Q that of each column, from what pair_exponentials.cu
// computes; dlogits may be logits.
//
// Bound by memory: one element read, one written.
// 1. One thread for each element of a row.  [not measured]

#include "exponentials.cuh"

template <class T>
__device__ inline void contrastiveLossBackward(
    const T* logits, long long rowStep, int pairs, const Exponentials* exponentials, float scale, T* dlogits,
    long long gradientStep) {
    for (int row = blockIdx.y; row < pairs; row += gridDim.y) {
        Exponentials own = exponentials[row];
        for (int i = static_cast<int>(firstElement()); i < pairs; i += static_cast<int>(elementStep())) {
            float x = widen(logits[row * rowStep + i]);
            float both = own.share(x) + exponentials[pairs + i].share(x);
            store(dlogits[row * gradientStep + i], scale * (both - (i == row ? 2.0f : 0.0f)));
        }
    }
}

#define CONTRASTIVE_LOSS_BACKWARD(suffix, T)                                                                \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) contrastive_loss_backward_##suffix(       \
        const T* logits, long long rowStep, int pairs, const Exponentials* exponentials, float scale,       \
        T* dlogits, long long gradientStep) {                                                               \
        contrastiveLossBackward(logits, rowStep, pairs, exponentials, scale, dlogits, gradientStep);        \
    }
FOR_EACH_TYPE(CONTRASTIVE_LOSS_BACKWARD)
