// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Images of different sizes to the input of a tower: Pillow's bicubic resampling in 22-bit fixed point, along rows and then
// along columns with 8 bits in between, of what the crop shows; then a look-up of each level.
//
// line[r,j,c] = round(sum over k of f[j,k] x[r, first[j] + k, c]), level[i,j,c] the same along columns of line, and
// y[n,c,i,j] = levels[c, level[i,j,c]]. Integers throughout, so that the order of sums does not matter.
//
// A photo of 500x375 that becomes 224x224 is 0.43 MB read and, in F32, 0.6 MB written. By data sheets PCIe 4.0 brings it in
// 17 us and an H200's memory moves all of that in 0.2 us: copies decide, not this kernel. Lines in memory would be another
// 0.5 MB, written and read.
// 1. A block makes 32x16 outputs. It takes the rows they need 32 at a time to shared memory, resampled along rows, and
//    adds them to its sums: any scale goes through 3 KB. A warp takes 32 neighbouring columns, whose weights lie side by
//    side; rows that two blocks need are resampled twice, at a scale of 1.7 a quarter of them.  [not measured]

#include "elements.cuh"

#define TILE_COLUMNS 32
#define TILE_ROWS 16
#define WARPS (ELEMENT_THREADS / TILE_COLUMNS)
#define OWN_ROWS (TILE_ROWS / WARPS)
#define LINES 32
#define CHANNELS 3
#define LEVELS 256
#define FRACTION_BITS 22
#define HALF_LEVEL (1 << (FRACTION_BITS - 1))
#define WORDS 7

/** The weights of one direction: for all output samples the first input sample, then the counts, then tap by tap. */
struct Weights {
    const int* table;
    int samples;

    __device__ int first(int sample) const { return table[sample]; }
    __device__ int end(int sample) const { return table[sample] + table[samples + sample]; }
    __device__ int count(int sample) const { return table[samples + sample]; }
    __device__ int tap(int k, int sample) const { return table[static_cast<long long>(2 + k) * samples + sample]; }
};

__device__ inline unsigned char roundToLevel(int sum) {
    int level = sum >> FRACTION_BITS;
    return static_cast<unsigned char>(level < 0 ? 0 : level >= LEVELS ? LEVELS - 1 : level);
}

/** What all three channels of one column are in one row of the image. */
__device__ inline void resampleAlongRow(
    const unsigned char* row, int bands, const Weights& columns, int column, unsigned char* line) {
    const unsigned char* pixel = row + static_cast<long long>(columns.first(column)) * bands;
    int green = bands == CHANNELS ? 1 : 0;
    int sums[CHANNELS] = {HALF_LEVEL, HALF_LEVEL, HALF_LEVEL};
    for (int k = 0; k < columns.count(column); k++) {
        int weight = columns.tap(k, column);
        sums[0] += weight * pixel[0];
        sums[1] += weight * pixel[green];
        sums[2] += weight * pixel[2 * green];
        pixel += bands;
    }
    for (int c = 0; c < CHANNELS; c++) {
        line[c * TILE_COLUMNS] = roundToLevel(sums[c]);
    }
}

template <class T>
__device__ inline void resizeCropNormalize(
    const unsigned char* pixels,
    const int* table,
    const float* levels,
    T* y,
    Steps ySteps,
    Extent extent,
    unsigned char (*lines)[CHANNELS * TILE_COLUMNS]) {
    int height = static_cast<int>(extent.size[2]);
    int width = static_cast<int>(extent.size[3]);
    int across = (width + TILE_COLUMNS - 1) / TILE_COLUMNS;
    int down = (height + TILE_ROWS - 1) / TILE_ROWS;
    int lane = threadIdx.x % TILE_COLUMNS;
    int warp = threadIdx.x / TILE_COLUMNS;
    for (long long tile = blockIdx.x; tile < extent.size[0] * down * across; tile += gridDim.x) {
        long long image = tile / (down * across);
        int column = static_cast<int>(tile % across) * TILE_COLUMNS + lane;
        int top = static_cast<int>(tile / across % down) * TILE_ROWS;
        int bottom = min(top + TILE_ROWS, height);
        const int* words = table + image * WORDS;
        const unsigned char* corner = pixels + words[0];
        int rowStep = words[1];
        int bands = words[2];
        Weights columns = {table + words[3], width};
        Weights rows = {table + words[5], height};

        int sums[OWN_ROWS][CHANNELS];
        for (int i = 0; i < OWN_ROWS; i++) {
            for (int c = 0; c < CHANNELS; c++) {
                sums[i][c] = HALF_LEVEL;
            }
        }
        int end = rows.end(bottom - 1);
        for (int begin = rows.first(top); begin < end; begin += LINES) {
            int count = min(LINES, end - begin);
            __syncthreads();
            for (int line = warp; line < count && column < width; line += WARPS) {
                const unsigned char* row = corner + static_cast<long long>(begin + line) * rowStep;
                resampleAlongRow(row, bands, columns, column, lines[line] + lane);
            }
            __syncthreads();
            for (int i = 0; i < OWN_ROWS; i++) {
                int row = top + warp + i * WARPS;
                if (row >= bottom || column >= width) {
                    continue;
                }
                int first = rows.first(row);
                int last = min(rows.end(row), begin + count);
                for (int r = max(first, begin); r < last; r++) {
                    int weight = rows.tap(r - first, row);
                    for (int c = 0; c < CHANNELS; c++) {
                        sums[i][c] += weight * lines[r - begin][c * TILE_COLUMNS + lane];
                    }
                }
            }
        }
        for (int i = 0; i < OWN_ROWS; i++) {
            int row = top + warp + i * WARPS;
            if (row < bottom && column < width) {
                T* out = y + image * ySteps.step[0] + row * ySteps.step[2] + column;
                for (int c = 0; c < CHANNELS; c++) {
                    store(out[c * ySteps.step[1]], levels[c * LEVELS + roundToLevel(sums[i][c])]);
                }
            }
        }
    }
}

#define RESIZE_CROP_NORMALIZE(suffix, T)                          \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) resize_crop_normalize_##suffix( \
        const unsigned char* pixels, const int* table, const float* levels, T* y, Steps ySteps, Extent extent) { \
        __shared__ unsigned char lines[LINES][CHANNELS * TILE_COLUMNS];                           \
        resizeCropNormalize(pixels, table, levels, y, ySteps, extent, lines);                     \
    }
FOR_EACH_TYPE(RESIZE_CROP_NORMALIZE)
