// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = w·patches(x) + bias + residual, or its ReLU, as a product that gathers its patches while it multiplies. Channels
// come in groups of 16 bytes and lie densely; bias and residual may be missing. No other activation: each of a thread's 64
// results would hold all their code, and NVRTC would compile for 22 seconds instead of 6.
//
// The product has B·H'·W' rows, as many columns as outputs, and kernel²·C terms. With all patches in memory it writes and
// reads kernel² times the image; here each block reads the image through the first cache, where the windows of its
// positions overlap, so that the memory sees about one read of x and w and one write of y: a tenth of the bytes where the
// window is 3×3 and there are as many outputs as channels.
// 1. Patches in memory (patches.cu) and cuBLAS.  [not measured]
// 2. A block multiplies 128 positions by 32, 64 or 128 outputs in steps of 64 bytes of terms. Two tiles of a kind lie in
//    shared memory: while one is multiplied, the next is copied there behind it, past the registers. Rows of tiles are
//    80 bytes apart, so that eight of them meet all 32 banks once. The 16-bit types go to the tensor cores, 64×32 sums
//    for each warp; sums meet bias, residual and activation in float and are rounded once.  [not measured]
//    nvcc 13 for sm_80 and sm_90: 120 to 126 registers, nothing spilled, so that 512 threads share a multiprocessor. For
//    sm_75, which has no bfloat16, the stand-in spills 28 bytes; F16 takes 128 to 134.
// 3. F32 by fused multiply-adds from the same tiles, 8×8 sums for each thread.  [not measured]
//    nvcc 13 for sm_90: 168 registers, nothing spilled.
// 4. Not built: more than two tiles under way, results written by way of shared memory in whole rows, and the warp group
//    products of Hopper, which only compute capability 9.0 has.

#include "mma.cuh"
#include "windows.cuh"

#define TILE_ROWS 128
/** Units of a row of a tile, and with what keeps rows from the same banks. */
#define TILE_UNITS 4
#define TILE_PITCH 5

/** What follows the product. */
template <class T>
struct Finish {
    const T* bias;
    long long biasStep;
    const T* residual;
    Steps residualSteps;
    int relu;
    T* y;
    Steps ySteps;
    int outputs;

    /** Writes one sum at a position's row of y and of the residual. */
    __device__ void write(long long yRow, long long residualRow, int column, float sum) const {
        if (column < outputs) {
            if (bias != nullptr) {
                sum += widen(bias[column * biasStep]);
            }
            if (residual != nullptr) {
                sum += widen(residual[residualRow + column]);
            }
            store(y[yRow + column], relu && sum < 0 ? 0 : sum);
        }
    }
};

/** Where a position lies. */
struct Position {
    unsigned image, i, j;

    __device__ Position(unsigned row, const Windows& windows) {
        unsigned line = row / static_cast<unsigned>(windows.outWidth);
        j = row % static_cast<unsigned>(windows.outWidth);
        i = line % static_cast<unsigned>(windows.outHeight);
        image = line / static_cast<unsigned>(windows.outHeight);
    }

    __device__ long long start(const Steps& steps) const {
        return image * steps.step[0] + i * steps.step[1] + j * steps.step[2];
    }
};

/**
 * Fills tiles with patches and weights, step by step through the terms. A thread has one of the four units in each of its
 * rows, THREADS / 4 rows apart.
 */
template <int THREADS, int COLUMNS>
struct Loader {
    static constexpr int ROW_STEP = THREADS / TILE_UNITS;
    static constexpr int ROWS = TILE_ROWS / ROW_STEP;
    static constexpr int WEIGHT_ROWS = COLUMNS / ROW_STEP;

    const Sixteen* image;
    const Sixteen* weights;
    int offset[ROWS];
    int top[ROWS], left[ROWS];
    int height, width, channels, kernel, columns;
    int lineStep, pixelStep;
    int outputs;
    /** The unit of the next step: its place in the window, and in a row of weights. */
    int u, v, channel, column;

    __device__ Loader(
        const Sixteen* x, const Steps& steps, const Windows& windows, const Sixteen* w, int outputs, unsigned rows,
        unsigned firstRow, int firstOutput)
        : height(static_cast<int>(windows.height)),
          width(static_cast<int>(windows.width)),
          channels(static_cast<int>(windows.channels)),
          kernel(static_cast<int>(windows.kernel)),
          columns(static_cast<int>(windows.columns)),
          lineStep(static_cast<int>(steps.step[1])),
          pixelStep(static_cast<int>(steps.step[2])),
          outputs(outputs - firstOutput - row()) {
        unsigned firstImage = Position(firstRow, windows).image;
        image = x + firstImage * steps.step[0];
        for (int r = 0; r < ROWS; r++) {
            unsigned number = firstRow + row() + r * ROW_STEP;
            Position position(number, windows);
            // A row behind the last position is far above every image.
            top[r] = number < rows ? static_cast<int>(position.i * windows.stride - windows.padding) : -(1 << 30);
            left[r] = static_cast<int>(position.j * windows.stride - windows.padding);
            offset[r] = static_cast<int>((position.image - firstImage) * steps.step[0]) + left[r] * pixelStep;
            offset[r] += number < rows ? top[r] * lineStep : 0;
        }
        column = threadIdx.x % TILE_UNITS;
        weights = w + static_cast<long long>(firstOutput + row()) * columns + column;
        int pixel = column / channels;
        channel = column % channels;
        u = pixel / kernel;
        v = pixel % kernel;
    }

    /** The first of this thread's rows of a tile. */
    __device__ static int row() { return threadIdx.x / TILE_UNITS; }

    /** Begins to copy the next terms. */
    __device__ void copy(Sixteen* patches, Sixteen* filters) {
        int tap = u * lineStep + v * pixelStep + channel;
        int target = row() * TILE_PITCH + threadIdx.x % TILE_UNITS;
        for (int r = 0; r < ROWS; r++) {
            bool above = static_cast<unsigned>(top[r] + u) < static_cast<unsigned>(height);
            bool beside = static_cast<unsigned>(left[r] + v) < static_cast<unsigned>(width);
            bool inside = u < kernel && above && beside;
            copyThroughCache(
                patches + target + r * ROW_STEP * TILE_PITCH, inside ? image + (offset[r] + tap) : image, inside);
        }
        for (int r = 0; r < WEIGHT_ROWS; r++) {
            bool there = column < columns && r * ROW_STEP < outputs;
            const Sixteen* source = there ? weights + static_cast<long long>(r) * ROW_STEP * columns : image;
            copyThroughCache(filters + target + r * ROW_STEP * TILE_PITCH, source, there);
        }
        advance();
    }

    __device__ void advance() {
        column += TILE_UNITS;
        weights += TILE_UNITS;
        channel += TILE_UNITS;
        while (channel >= channels) {
            channel -= channels;
            v++;
            if (v == kernel) {
                v = 0;
                u++;
            }
        }
    }

    __device__ int steps() const { return (columns + TILE_UNITS - 1) / TILE_UNITS; }
};

/** What a block sums up on tensor cores, 64 rows by 32 columns for each warp. */
template <class T, int COLUMNS>
struct WarpSums {
    static constexpr int PITCH = TILE_PITCH * 8;
    static constexpr int WARPS_ACROSS = COLUMNS / 32;

    SumFragment sums[4][4] = {};

    /** The first of the warp's. */
    __device__ static int row() { return threadIdx.x / 32 / WARPS_ACROSS * 64; }
    __device__ static int column() { return threadIdx.x / 32 % WARPS_ACROSS * 32; }

    /** Adds the product of the 32 terms of two tiles. */
    __device__ void add(const Sixteen* patches, const Sixteen* filters) {
        const T* left = reinterpret_cast<const T*>(patches + row() * TILE_PITCH);
        const T* right = reinterpret_cast<const T*>(filters + column() * TILE_PITCH);
        for (int term = 0; term < 32; term += 16) {
            RightFragment b[2][2];
            for (int n = 0; n < 2; n++) {
                loadRightFromColumns(b[n], right + n * 16 * PITCH + term, PITCH);
            }
            for (int m = 0; m < 4; m++) {
                LeftFragment a;
                loadLeft(a, left + m * 16 * PITCH + term, PITCH);
                for (int n = 0; n < 4; n++) {
                    multiplyAdd<T>(sums[m][n], a, b[n / 2][n % 2]);
                }
            }
        }
    }

    __device__ void write(
        const Finish<T>& finish, const Windows& windows, unsigned firstRow, unsigned rows, int firstColumn) const {
        int lane = threadIdx.x % 32;
#pragma unroll
        for (int half = 0; half < 8; half++) {
            unsigned number = firstRow + row() + half * 8 + lane / 4;
            if (number < rows) {
                Position position(number, windows);
                long long yRow = position.start(finish.ySteps);
                long long residualRow = position.start(finish.residualSteps);
                for (int n = 0; n < 4; n++) {
                    int pairColumn = firstColumn + column() + n * 8 + lane % 4 * 2;
                    const float* pair = sums[half / 2][n].sums + half % 2 * 2;
                    finish.write(yRow, residualRow, pairColumn, pair[0]);
                    finish.write(yRow, residualRow, pairColumn + 1, pair[1]);
                }
            }
        }
    }
};

/** Four elements of F32. */
struct __align__(16) Four {
    float a, b, c, d;
};

/** What a block sums up by fused multiply-adds, 8 rows by 8 columns for each thread, which lie apart. */
template <int COLUMNS>
struct ThreadSums {
    static constexpr int ROWS_APART = TILE_ROWS / 8;
    static constexpr int ACROSS = COLUMNS / 8;

    float sums[8][8] = {};

    __device__ static int row() { return threadIdx.x / ACROSS; }
    __device__ static int column() { return threadIdx.x % ACROSS; }

    /** Adds the product of the 16 terms of two tiles. */
    __device__ void add(const Sixteen* patches, const Sixteen* filters) {
        const Four* left = reinterpret_cast<const Four*>(patches);
        const Four* right = reinterpret_cast<const Four*>(filters);
        for (int unit = 0; unit < TILE_UNITS; unit++) {
            Four columns[8];
#pragma unroll
            for (int n = 0; n < 8; n++) {
                columns[n] = right[(column() + n * ACROSS) * TILE_PITCH + unit];
            }
#pragma unroll
            for (int m = 0; m < 8; m++) {
                Four own = left[(row() + m * ROWS_APART) * TILE_PITCH + unit];
#pragma unroll
                for (int n = 0; n < 8; n++) {
                    sums[m][n] += own.a * columns[n].a;
                    sums[m][n] += own.b * columns[n].b;
                    sums[m][n] += own.c * columns[n].c;
                    sums[m][n] += own.d * columns[n].d;
                }
            }
        }
    }

    __device__ void write(
        const Finish<float>& finish, const Windows& windows, unsigned firstRow, unsigned rows, int firstColumn) const {
#pragma unroll
        for (int m = 0; m < 8; m++) {
            unsigned number = firstRow + row() + m * ROWS_APART;
            if (number < rows) {
                Position position(number, windows);
                long long yRow = position.start(finish.ySteps);
                long long residualRow = position.start(finish.residualSteps);
#pragma unroll
                for (int n = 0; n < 8; n++) {
                    finish.write(yRow, residualRow, firstColumn + column() + n * ACROSS, sums[m][n]);
                }
            }
        }
    }
};

/**
 * Convolves 128 positions with COLUMNS outputs, by twice as many threads.
 *
 * @param patches room for two tiles of TILE_ROWS rows, and behind them for two of COLUMNS rows
 */
template <class T, class Sums, int COLUMNS>
__device__ inline void convolve(
    const Sixteen* x, const Steps& xSteps, const Windows& windows, const Sixteen* w, unsigned rows,
    const Finish<T>& finish, Sixteen* patches) {
    Sixteen* filters = patches + 2 * TILE_ROWS * TILE_PITCH;
    unsigned tilesAcross = (finish.outputs + COLUMNS - 1) / COLUMNS;
    unsigned firstRow = blockIdx.x / tilesAcross * TILE_ROWS;
    int firstColumn = static_cast<int>(blockIdx.x % tilesAcross) * COLUMNS;
    Loader<2 * COLUMNS, COLUMNS> loader(x, xSteps, windows, w, finish.outputs, rows, firstRow, firstColumn);
    Sums sums;
    loader.copy(patches, filters);
    for (int step = 0; step < loader.steps(); step++) {
        awaitCopies();
        __syncthreads();
        int here = step % 2;
        int next = 1 - here;
        if (step + 1 < loader.steps()) {
            loader.copy(patches + next * TILE_ROWS * TILE_PITCH, filters + next * COLUMNS * TILE_PITCH);
        }
        sums.add(patches + here * TILE_ROWS * TILE_PITCH, filters + here * COLUMNS * TILE_PITCH);
    }
    sums.write(finish, windows, firstRow, rows, firstColumn);
}

// The comma between the arguments of a template would part those of a macro.
#define WARP_SUMS(T, columns) WarpSums<T, columns>

#define CONVOLUTION(suffix, T, SUMS, columns)                                                                     \
    extern "C" __global__ void __launch_bounds__(2 * columns) convolution_##columns##_##suffix(                   \
        const Sixteen* x, Steps xSteps, Windows windows, const Sixteen* w, unsigned rows, const T* bias,          \
        long long biasStep, const T* residual, Steps residualSteps, int relu, T* y, Steps ySteps,                 \
        int outputs) {                                                                                            \
        extern __shared__ Sixteen tiles[];                                                                        \
        Finish<T> finish = {bias, biasStep, residual, residualSteps, relu, y, ySteps, outputs};                   \
        convolve<T, SUMS, columns>(x, xSteps, windows, w, rows, finish, tiles);                                   \
    }
CONVOLUTION(f32, float, ThreadSums<32>, 32)
CONVOLUTION(f32, float, ThreadSums<64>, 64)
CONVOLUTION(f16, Half, WARP_SUMS(Half, 32), 32)
CONVOLUTION(f16, Half, WARP_SUMS(Half, 64), 64)
CONVOLUTION(f16, Half, WARP_SUMS(Half, 128), 128)
CONVOLUTION(bf16, BFloat, WARP_SUMS(BFloat, 32), 32)
CONVOLUTION(bf16, BFloat, WARP_SUMS(BFloat, 64), 64)
CONVOLUTION(bf16, BFloat, WARP_SUMS(BFloat, 128), 128)
