// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// With x̂ = (x − mean)·inverse, s = Σ dy and t = Σ dy·x̂ for each channel of a channels-last tensor with M positions:
// dx = weight·inverse·(dy − s/M − x̂·t/M), or weight·inverse·dy where the statistics are constants; dweight += t,
// dbias += s. dx may be dy.
//
// Bound by memory: x and dy read twice, dx written.
// 1. Three kernels as in batch_norm.cu: sums of slabs, their totals, result; all sums in a fixed order.  [not measured]
//    nvcc 13 for sm_90: 48 registers for the sums (4 bytes spilled in two types), 32 for the totals, 40 for the result.

#include "channels.cuh"

/** s and t, or parts of them. */
struct Sums {
    float plain, along;
};

/** Adds what the threads of a channel have; the first warp gets the result. */
__device__ inline Sums addWarps(const Sums& own, Sums* partial) {
    partial[threadIdx.x] = own;
    __syncthreads();
    Sums all = own;
    if (threadIdx.x < CHANNEL_LANES) {
        for (int warp = 1; warp < CHANNEL_WARPS; warp++) {
            const Sums& other = partial[warp * CHANNEL_LANES + threadIdx.x];
            all = {all.plain + other.plain, all.along + other.along};
        }
    }
    return all;
}

/** s and t of each slab, [slabs, 2, channels]. */
template <class T>
__device__ inline void sums(
    const T* x, Steps xSteps, const T* dy, Steps dySteps, Extent extent, const T* mean, const T* inverse, int length,
    float* found, Sums* partial) {
    int channels = static_cast<int>(extent.width());
    Slab slab(extent.rows(), channels, length);
    Sums own = {0, 0};
    if (slab.channel < channels) {
        float centre = widen(mean[slab.channel]);
        float scale = widen(inverse[slab.channel]);
        for (long long at = slab.first; at < slab.end; at += CHANNEL_WARPS * POSITIONS_AT_ONCE) {
            float centred[POSITIONS_AT_ONCE];
            float gradients[POSITIONS_AT_ONCE];
            for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
                long long position = at + i * CHANNEL_WARPS;
                bool there = position < slab.end;
                centred[i] = there ? widen(x[positionStart(xSteps, extent, position) + slab.channel]) - centre : 0;
                gradients[i] = there ? widen(dy[positionStart(dySteps, extent, position) + slab.channel]) : 0;
            }
            for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
                own.plain += gradients[i];
                own.along += gradients[i] * (centred[i] * scale);
            }
        }
    }
    Sums all = addWarps(own, partial);
    if (threadIdx.x < CHANNEL_LANES && slab.channel < channels) {
        found[(2 * slab.number) * channels + slab.channel] = all.plain;
        found[(2 * slab.number + 1) * channels + slab.channel] = all.along;
    }
}

/**
 * s and t of each channel from those of the slabs.
 *
 * @param dweight may be missing, with dbias
 * @param totals [2, channels]
 */
template <class T>
__device__ inline void total(
    const float* found, int slabs, int channels, T* dweight, T* dbias, float* totals, Sums* partial) {
    int channel = blockIdx.x * CHANNEL_LANES + threadIdx.x % CHANNEL_LANES;
    Sums own = {0, 0};
    if (channel < channels) {
        for (int slab = threadIdx.x / CHANNEL_LANES; slab < slabs; slab += CHANNEL_WARPS) {
            const float* entry = found + static_cast<long long>(2 * slab) * channels + channel;
            own = {own.plain + entry[0], own.along + entry[channels]};
        }
    }
    Sums all = addWarps(own, partial);
    if (threadIdx.x >= CHANNEL_LANES || channel >= channels) {
        return;
    }
    if (dweight != nullptr) {
        store(dweight[channel], widen(dweight[channel]) + all.along);
        store(dbias[channel], widen(dbias[channel]) + all.plain);
    }
    totals[channel] = all.plain;
    totals[channels + channel] = all.along;
}

/** @param totals [2, channels], or missing where the statistics are constants */
template <class T>
__device__ inline void gradient(
    const T* x, Steps xSteps, const T* dy, Steps dySteps, const T* weight, const T* mean, const T* inverse,
    const float* totals, T* dx, Steps dxSteps, Extent extent) {
    int channels = static_cast<int>(extent.width());
    Slab slab(extent.rows(), channels, CHANNEL_WARPS * POSITIONS_AT_ONCE);
    if (slab.channel >= channels) {
        return;
    }
    bool training = totals != nullptr;
    float centre = widen(mean[slab.channel]);
    float scale = widen(inverse[slab.channel]);
    float gain = widen(weight[slab.channel]) * scale;
    float plain = training ? totals[slab.channel] / extent.rows() : 0;
    float along = training ? totals[channels + slab.channel] / extent.rows() : 0;
    float results[POSITIONS_AT_ONCE];
    for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
        long long position = slab.first + i * CHANNEL_WARPS;
        if (position < slab.end) {
            results[i] = widen(dy[positionStart(dySteps, extent, position) + slab.channel]) - plain;
            if (training) {
                float value = widen(x[positionStart(xSteps, extent, position) + slab.channel]);
                results[i] -= (value - centre) * scale * along;
            }
        }
    }
    for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
        long long position = slab.first + i * CHANNEL_WARPS;
        if (position < slab.end) {
            store(dx[positionStart(dxSteps, extent, position) + slab.channel], gain * results[i]);
        }
    }
}

#define BATCH_NORM_BACKWARD(suffix, T)                                                                            \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) batch_norm_backward_sums_##suffix(              \
        const T* x, Steps xSteps, const T* dy, Steps dySteps, Extent extent, const T* mean, const T* inverse,     \
        int length, float* found) {                                                                               \
        __shared__ Sums partial[ELEMENT_THREADS];                                                                 \
        sums(x, xSteps, dy, dySteps, extent, mean, inverse, length, found, partial);                              \
    }                                                                                                             \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) batch_norm_backward_totals_##suffix(            \
        const float* found, int slabs, int channels, T* dweight, T* dbias, float* totals) {                       \
        __shared__ Sums partial[ELEMENT_THREADS];                                                                 \
        total(found, slabs, channels, dweight, dbias, totals, partial);                                           \
    }                                                                                                             \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) batch_norm_backward_##suffix(                   \
        const T* x, Steps xSteps, const T* dy, Steps dySteps, const T* weight, const T* mean, const T* inverse,   \
        const float* totals, T* dx, Steps dxSteps, Extent extent) {                                               \
        gradient(x, xSteps, dy, dySteps, weight, mean, inverse, totals, dx, dxSteps, extent);                     \
    }
FOR_EACH_TYPE(BATCH_NORM_BACKWARD)
