// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// With x̂ = (x − mean)/√(variance + ε) and g = dy∘weight over rows with dense elements:
//   dx = (g − mean(g) − x̂·mean(g∘x̂))/√(variance + ε) + residual;  dx may be dy or the residual, which may be missing
//   the sums over rows of dy∘x̂ and dy, one pair for each block, which column_sums.cu adds to dweight and dbias; or none
//
// Bound by memory: two elements read, one written, with a residual three and one; a block's sums are 2·C floats.
// 1. A block takes rows in turn, in four passes: mean, variance, the means of g and g∘x̂, result; the row comes from
//    memory once and from the cache three times. A thread keeps to its columns, so the sums over rows stay in shared
//    memory with no barrier of their own.  [not measured]

#include "elements.cuh"
#include "reductions.cuh"

template <class T>
__device__ inline void layerNormBackward(
    const T* x, Steps xSteps, const T* weight, float epsilon, const T* dy, Steps dySteps, const T* residual,
    Steps residualSteps, T* dx, Steps dxSteps, Extent extent, float* blockSums, float* sums, float* partial) {
    int width = static_cast<int>(extent.width());
    bool trained = blockSums != nullptr;
    for (int i = threadIdx.x; trained && i < 2 * width; i += ROW_THREADS) {
        sums[i] = 0;
    }
    __syncthreads();
    for (long long row = blockIdx.x; row < extent.rows(); row += gridDim.x) {
        const T* xRow = x + xSteps.row(extent, row);
        const T* dyRow = dy + dySteps.row(extent, row);
        const T* residualRow = residual == nullptr ? nullptr : residual + residualSteps.row(extent, row);
        T* dxRow = dx + dxSteps.row(extent, row);
        float sum = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            sum += widen(xRow[i]);
        }
        float mean = blockSum(sum, partial) / width;
        float squares = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            float centred = widen(xRow[i]) - mean;
            squares += centred * centred;
        }
        float inverse = 1 / sqrtf(blockSum(squares, partial) / width + epsilon);
        float gradients = 0;
        float products = 0;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            float g = widen(dyRow[i]) * widen(weight[i]);
            gradients += g;
            products += g * ((widen(xRow[i]) - mean) * inverse);
        }
        float meanGradient = blockSum(gradients, partial) / width;
        float along = blockSum(products, partial) / width;
        for (int i = threadIdx.x; i < width; i += ROW_THREADS) {
            float gradient = widen(dyRow[i]);
            float normalised = (widen(xRow[i]) - mean) * inverse;
            float other = residual == nullptr ? 0 : widen(residualRow[i]);
            store(dxRow[i], (gradient * widen(weight[i]) - meanGradient - normalised * along) * inverse + other);
            if (trained) {
                sums[i] += gradient * normalised;
                sums[width + i] += gradient;
            }
        }
    }
    for (int i = threadIdx.x; trained && i < width; i += ROW_THREADS) {
        float* target = blockSums + 2LL * blockIdx.x * width;
        target[i] = sums[i];
        target[width + i] = sums[width + i];
    }
}

#define LAYER_NORM_BACKWARD(suffix, T)                                                                            \
    extern "C" __global__ void __launch_bounds__(ROW_THREADS) layer_norm_backward_##suffix(                       \
        const T* x, Steps xSteps, const T* weight, float epsilon, const T* dy, Steps dySteps, const T* residual,  \
        Steps residualSteps, T* dx, Steps dxSteps, Extent extent, float* blockSums) {                             \
        extern __shared__ float sums[];                                                                           \
        __shared__ float partial[ROW_WARPS];                                                                      \
        layerNormBackward(                                                                                        \
            x, xSteps, weight, epsilon, dy, dySteps, residual, residualSteps, dx, dxSteps, extent, blockSums,     \
            sums, partial);                                                                                       \
    }
FOR_EACH_TYPE(LAYER_NORM_BACKWARD)
