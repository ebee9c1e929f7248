// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = (x − mean)·inverse·weight + bias for each channel of a channels-last tensor, inverse = 1/√(variance + ε); y may be x.
// Mean and variance are those of the batch, or running ones.
//
// Bound by memory: in training two elements read and one written, else one read and one written. The statistics between
// are small: three kernels, of which the middle one joins what the blocks of the first have found.
// 1. Sums and sums of squares in one pass. Never built: where the mean is large beside the deviation, the difference of
//    two nearly equal numbers is all that is left of the variance.
// 2. One pass all the same: a thread takes eight positions at once, finds their mean and the squares around it, and joins
//    these with what it has (Chan, Golub and LeVeque 1983), one division for eight elements. Threads, blocks and
//    results are joined in a fixed order.  [not measured]
//    nvcc 13 for sm_90: 44 to 48 registers for the slabs, 32 for joining them, 44 for the result; 3 KiB shared; no spills.

#include "channels.cuh"

/** Mean of some numbers, and the sum of their squared distances from it. */
struct Moments {
    float count, mean, squares;

    __device__ void join(const Moments& other) {
        if (other.count > 0) {
            float sum = count + other.count;
            float share = other.count / sum;
            float distance = other.mean - mean;
            mean += distance * share;
            squares += other.squares + distance * distance * count * share;
            count = sum;
        }
    }
};

/** Joins what the threads of a channel have; the first warp gets the result. */
__device__ inline Moments joinWarps(const Moments& own, Moments* partial) {
    partial[threadIdx.x] = own;
    __syncthreads();
    Moments all = own;
    if (threadIdx.x < CHANNEL_LANES) {
        for (int warp = 1; warp < CHANNEL_WARPS; warp++) {
            all.join(partial[warp * CHANNEL_LANES + threadIdx.x]);
        }
    }
    return all;
}

/** Means and squares of each slab, [slabs, 2, channels]. */
template <class T>
__device__ inline void moments(const T* x, Steps steps, Extent extent, int length, float* found, Moments* partial) {
    int channels = static_cast<int>(extent.width());
    Slab slab(extent.rows(), channels, length);
    Moments own = {0, 0, 0};
    if (slab.channel < channels) {
        for (long long at = slab.first; at < slab.end; at += CHANNEL_WARPS * POSITIONS_AT_ONCE) {
            float values[POSITIONS_AT_ONCE];
            float count = 0;
            float sum = 0;
            for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
                long long position = at + i * CHANNEL_WARPS;
                bool there = position < slab.end;
                values[i] = there ? widen(x[positionStart(steps, extent, position) + slab.channel]) : 0;
                count += there;
                sum += values[i];
            }
            Moments next = {count, sum / count, 0};
            for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
                float centred = i < count ? values[i] - next.mean : 0;
                next.squares += centred * centred;
            }
            own.join(next);
        }
    }
    Moments all = joinWarps(own, partial);
    if (threadIdx.x < CHANNEL_LANES && slab.channel < channels) {
        found[(2 * slab.number) * channels + slab.channel] = all.mean;
        found[(2 * slab.number + 1) * channels + slab.channel] = all.squares;
    }
}

/**
 * The statistics of each channel from those of the slabs, or from the running ones if there are no slabs.
 *
 * @param exact [2, channels], mean and inverse before they are rounded
 */
template <class T>
__device__ inline void statistics(
    const float* found, int slabs, int length, long long positions, int channels, float epsilon, float momentum,
    T* runningMean, T* runningVariance, T* mean, T* inverse, float* exact, Moments* partial) {
    int channel = blockIdx.x * CHANNEL_LANES + threadIdx.x % CHANNEL_LANES;
    Moments own = {0, 0, 0};
    if (channel < channels) {
        for (int slab = threadIdx.x / CHANNEL_LANES; slab < slabs; slab += CHANNEL_WARPS) {
            long long left = positions - static_cast<long long>(slab) * length;
            float count = static_cast<float>(left < length ? left : length);
            const float* entry = found + static_cast<long long>(2 * slab) * channels + channel;
            own.join({count, entry[0], entry[channels]});
        }
    }
    Moments all = joinWarps(own, partial);
    if (threadIdx.x >= CHANNEL_LANES || channel >= channels) {
        return;
    }
    float centre = widen(runningMean[channel]);
    float variance = widen(runningVariance[channel]);
    if (slabs > 0) {
        float unbiased = all.squares / (positions - 1);
        store(runningMean[channel], (1 - momentum) * centre + momentum * all.mean);
        store(runningVariance[channel], (1 - momentum) * variance + momentum * unbiased);
        centre = all.mean;
        variance = all.squares / positions;
    }
    float scale = 1 / sqrtf(variance + epsilon);
    store(mean[channel], centre);
    store(inverse[channel], scale);
    exact[channel] = centre;
    exact[channels + channel] = scale;
}

template <class T>
__device__ inline void normalise(
    const T* x, Steps xSteps, const float* exact, const T* weight, const T* bias, T* y, Steps ySteps, Extent extent) {
    int channels = static_cast<int>(extent.width());
    Slab slab(extent.rows(), channels, CHANNEL_WARPS * POSITIONS_AT_ONCE);
    if (slab.channel >= channels) {
        return;
    }
    float mean = exact[slab.channel];
    float scale = exact[channels + slab.channel] * widen(weight[slab.channel]);
    float shift = widen(bias[slab.channel]);
    float values[POSITIONS_AT_ONCE];
    for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
        long long position = slab.first + i * CHANNEL_WARPS;
        if (position < slab.end) {
            values[i] = widen(x[positionStart(xSteps, extent, position) + slab.channel]);
        }
    }
    for (int i = 0; i < POSITIONS_AT_ONCE; i++) {
        long long position = slab.first + i * CHANNEL_WARPS;
        if (position < slab.end) {
            store(y[positionStart(ySteps, extent, position) + slab.channel], (values[i] - mean) * scale + shift);
        }
    }
}

#define BATCH_NORM(suffix, T)                                                                                     \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS)                                                 \
        batch_norm_moments_##suffix(const T* x, Steps steps, Extent extent, int length, float* found) {           \
        __shared__ Moments partial[ELEMENT_THREADS];                                                              \
        moments(x, steps, extent, length, found, partial);                                                        \
    }                                                                                                             \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) batch_norm_statistics_##suffix(                 \
        const float* found, int slabs, int length, long long positions, int channels, float epsilon,              \
        float momentum, T* runningMean, T* runningVariance, T* mean, T* inverse, float* exact) {                  \
        __shared__ Moments partial[ELEMENT_THREADS];                                                              \
        statistics(                                                                                               \
            found, slabs, length, positions, channels, epsilon, momentum, runningMean, runningVariance, mean,     \
            inverse, exact, partial);                                                                             \
    }                                                                                                             \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) batch_norm_##suffix(                            \
        const T* x, Steps xSteps, const float* exact, const T* weight, const T* bias, T* y, Steps ySteps,         \
        Extent extent) {                                                                                          \
        normalise(x, xSteps, exact, weight, bias, y, ySteps, extent);                                             \
    }
FOR_EACH_TYPE(BATCH_NORM)
