// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = activation(y + bias + residual): what follows a product. Bias and residual may be missing.
//
// Bound by memory: y read and written, a residual read.
// 1. One thread for each element of a row.  [not measured]

#include "activation.cuh"
#include "elements.cuh"

template <class T>
__device__ inline void epilogue(
    const T* bias, long long biasStep, const T* residual, Steps residualSteps, int activation, T* y, Steps ySteps,
    Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const T* residualRow = residual == nullptr ? nullptr : residual + residualSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        for (long long i = firstElement(); i < extent.width(); i += elementStep()) {
            float value = widen(yRow[i]);
            if (bias != nullptr) {
                value += widen(bias[i * biasStep]);
            }
            if (residual != nullptr) {
                value += widen(residualRow[i]);
            }
            store(yRow[i], activate(activation, value));
        }
    }
}

#define EPILOGUE(suffix, T)                                                                           \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) epilogue_##suffix(                  \
        const T* bias, long long biasStep, const T* residual, Steps residualSteps, int activation, T* y, \
        Steps ySteps, Extent extent) {                                                                \
        epilogue(bias, biasStep, residual, residualSteps, activation, y, ySteps, extent);             \
    }
FOR_EACH_TYPE(EPILOGUE)
