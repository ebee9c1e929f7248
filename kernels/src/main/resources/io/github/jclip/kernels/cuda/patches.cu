// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// patches[(b,i,j), (u,v,c)] = x[b, i·s+u−p, j·s+v−p, c], or 0 outside the image and in columns behind the last window
// element: the windows of a convolution as the rows of a matrix, bit by bit. Works in units of one element, or of 16
// bytes where channels come in such groups and lie densely.
//
// Bound by memory: every element is read once and written kernel² times, the repeated reads come from the cache.
// 1. One thread for each element, its row and column found by five divisions, about a hundred instructions for 2 to 4
//    bytes. Never built: the arithmetic alone would take longer than the memory.
// 2. A thread keeps its column, whose division into (u,v,c) it does once, and walks down the rows of the block, with two
//    divisions for each. Neighbours write neighbours, and read neighbours within a row of the window.  [not measured]
// 3. Units of 16 bytes: the divisions serve 4 or 8 elements, and a warp moves 512 bytes at once.  [not measured]
//    nvcc 13 gives it 30 registers for sm_90 and sm_80, 32 for sm_75, nothing spilled, so that multiprocessors are full.

#include "windows.cuh"

/** Rows that a thread writes in each column. */
#define PATCH_ROWS 8

/** @param across threads side by side in a row, a power of two */
template <class T>
__device__ inline void patches(const T* x, Steps steps, Windows sizes, T* target, unsigned rows, int across) {
    int height = static_cast<int>(sizes.height);
    int width = static_cast<int>(sizes.width);
    int channels = static_cast<int>(sizes.channels);
    int kernel = static_cast<int>(sizes.kernel);
    unsigned outHeight = static_cast<unsigned>(sizes.outHeight);
    unsigned outWidth = static_cast<unsigned>(sizes.outWidth);
    int stride = static_cast<int>(sizes.stride);
    int padding = static_cast<int>(sizes.padding);
    unsigned down = blockDim.x / across;
    unsigned first = blockIdx.x * (down * PATCH_ROWS) + threadIdx.x / across;
    unsigned behind = (blockIdx.x + 1) * (down * PATCH_ROWS);
    unsigned end = behind < rows ? behind : rows;
    for (int column = threadIdx.x % across; column < sizes.columns; column += across) {
        int position = column / channels;
        int u = position / kernel;
        int v = position % kernel;
        const T* channel = x + (column % channels) * steps.step[3];
        for (unsigned row = first; row < end; row += down) {
            unsigned line = row / outWidth;
            int h = static_cast<int>(line % outHeight) * stride + u - padding;
            int w = static_cast<int>(row % outWidth) * stride + v - padding;
            bool inside = u < kernel && h >= 0 && h < height && w >= 0 && w < width;
            T value = {};
            if (inside) {
                value = channel[line / outHeight * steps.step[0] + h * steps.step[1] + w * steps.step[2]];
            }
            target[row * sizes.columns + column] = value;
        }
    }
}

#define PATCHES(bytes, T)                                                                          \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) patches_##bytes(                 \
        const T* x, Steps steps, Windows sizes, T* target, unsigned rows, int across) {            \
        patches(x, steps, sizes, target, rows, across);                                            \
    }
PATCHES(2, unsigned short)
PATCHES(4, unsigned)
PATCHES(16, Sixteen)
