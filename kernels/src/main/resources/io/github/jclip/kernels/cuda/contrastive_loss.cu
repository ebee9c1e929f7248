// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// losses[0] = the mean of log Σⱼ exp(logits[i,j]) − logits[i,i], losses[1] the same for columns, from what
// pair_exponentials.cu computes.
//
// Bound by its launch: one block reads the diagonal.
// 1. One block, in a fixed order.  [not measured]

#include "exponentials.cuh"

template <class T>
__device__ inline void contrastiveLoss(
    const T* logits, long long rowStep, int pairs, const Exponentials* exponentials, T* losses, float* partial) {
    float rows = 0;
    float columns = 0;
    for (int i = threadIdx.x; i < pairs; i += ROW_THREADS) {
        float own = widen(logits[i * rowStep + i]);
        rows += exponentials[i].minusLogOfShare(own);
        columns += exponentials[pairs + i].minusLogOfShare(own);
    }
    rows = blockSum(rows, partial);
    columns = blockSum(columns, partial);
    if (threadIdx.x == 0) {
        store(losses[0], rows / pairs);
        store(losses[1], columns / pairs);
    }
}

#define CONTRASTIVE_LOSS(suffix, T)                                                                \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) contrastive_loss_##suffix(           \
        const T* logits, long long rowStep, int pairs, const Exponentials* exponentials, T* losses) { \
        __shared__ float partial[ROW_WARPS];                                                       \
        contrastiveLoss(logits, rowStep, pairs, exponentials, losses, partial);                    \
    }
FOR_EACH_TYPE(CONTRASTIVE_LOSS)
