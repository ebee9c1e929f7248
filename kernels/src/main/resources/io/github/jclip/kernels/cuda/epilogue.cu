// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = activation(y + bias + residual): what follows a product. Bias and residual may be missing.
//
// Bound by memory: y read and written, a residual read.
// 1. One thread for each element of a row.  [not measured]
// 2. 16 bytes at once where the row, its residual and the bias begin at a multiple of that.  [not measured]

#include "activation.cuh"
#include "maps.cuh"

template <class T>
__device__ inline void epilogue(
    const T* bias, long long biasStep, const T* residual, Steps residualSteps, int activation, T* y, Steps ySteps,
    Extent extent) {
    for (long long row = blockIdx.y; row < extent.rows(); row += gridDim.y) {
        const T* residualRow = residual == nullptr ? nullptr : residual + residualSteps.row(extent, row);
        T* yRow = y + ySteps.row(extent, row);
        auto finish = [=](T& element, const T* biasOf, const T* residualOf) {
            float value = widen(element);
            if (bias != nullptr) {
                value += widen(*biasOf);
            }
            if (residual != nullptr) {
                value += widen(*residualOf);
            }
            store(element, activate(activation, value));
        };
        const T* const arrays[] = {bias, residualRow, yRow};
        bool packed = (bias == nullptr || biasStep == 1) && beginPacks(arrays);
        long long packs = packed ? extent.width() / Pack<T>::SIZE : 0;
        for (long long i = firstElement(); i < packs; i += elementStep()) {
            Pack<T> pack = reinterpret_cast<Pack<T>*>(yRow)[i];
            Pack<T> biases{};
            Pack<T> residuals{};
            if (bias != nullptr) {
                biases = reinterpret_cast<const Pack<T>*>(bias)[i];
            }
            if (residual != nullptr) {
                residuals = reinterpret_cast<const Pack<T>*>(residualRow)[i];
            }
            for (int e = 0; e < Pack<T>::SIZE; e++) {
                finish(pack.element[e], &biases.element[e], &residuals.element[e]);
            }
            reinterpret_cast<Pack<T>*>(yRow)[i] = pack;
        }
        for (long long i = packs * Pack<T>::SIZE + firstElement(); i < extent.width(); i += elementStep()) {
            finish(yRow[i], bias + i * biasStep, residualRow + i);
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
