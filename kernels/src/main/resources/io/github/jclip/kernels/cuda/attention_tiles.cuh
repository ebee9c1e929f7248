// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// What the kernels of attention share: where the rows of a head lie, tiles of them in shared memory, and products of
// tiles, on tensor cores for 16-bit elements and by the threads themselves for floats.
//
// A block works on one tile of rows of one head. The wanted rows of a product are those of the block, the columns come
// from tiles that pass by.
#pragma once

#include "elements.cuh"
#include "mma.cuh"
#include "reductions.cuh"

/** Elements from one sequence and from one token to the next in a tensor [B, T, C]. */
struct TokenSteps {
    long long batch;
    long long token;
};

/** What an op's heads have in common. All operands can be read and written by 16 bytes if aligned is not 0. */
struct HeadSizes {
    long long queries;
    long long keys;
    long long heads;
    long long width;
    long long causal;
    long long aligned;
};

/** An operand [B, T, C]. */
template <class T>
struct Tokens {
    T* data;
    TokenSteps steps;
};

/** The rows of one head of one sequence. */
template <class T>
struct HeadRows {
    T* data;
    long long step;
    int count;
    int width;
    bool aligned;

    __device__ T* at(int row) const { return data + row * step; }
};

/** What a block works on: rows from first on of one head. */
struct HeadTile {
    const HeadSizes& sizes;
    long long batch;
    int head;
    int first;

    /** @param rows that the wanted result has for each head */
    __device__ HeadTile(const HeadSizes& sizes, long long rows, int rowsOfBlock) : sizes(sizes) {
        unsigned tiles = static_cast<unsigned>((rows + rowsOfBlock - 1) / rowsOfBlock);
        unsigned heads = static_cast<unsigned>(sizes.heads);
        first = static_cast<int>(blockIdx.x % tiles) * rowsOfBlock;
        head = static_cast<int>(blockIdx.x / tiles % heads);
        batch = blockIdx.x / tiles / heads;
    }

    /** The head's rows of an operand. */
    template <class T>
    __device__ HeadRows<T> rows(Tokens<T> tokens, long long count) const {
        return {
            tokens.data + batch * tokens.steps.batch + head * sizes.width, tokens.steps.token,
            static_cast<int>(count), static_cast<int>(sizes.width), sizes.aligned != 0};
    }
};

/** 1/√D, by which scores are multiplied. */
__device__ inline float scoreScale(const HeadSizes& sizes) { return 1 / sqrtf(static_cast<float>(sizes.width)); }

/** From a product of a query and a key to an exponent of 2. */
__device__ inline float exponentScale(const HeadSizes& sizes) { return 1.44269504f * scoreScale(sizes); }

/** 16 bytes that move together. */
struct __align__(16) Chunk {
    unsigned words[4];
};

/** Elements from one row of a tile to the next: 16 bytes more than a row, so that eight rows lie in different banks. */
template <class T>
__device__ constexpr int pitchOf(int width) {
    return width + 16 / static_cast<int>(sizeof(T));
}

/**
 * Begins to copy rows of a head to a tile in shared memory; they are there after awaitCopies and a barrier. Rows and
 * columns that the head lacks become zero.
 */
template <int WIDTH, class T>
__device__ inline void loadTile(T* tile, int tileRows, const HeadRows<const T>& rows, int first) {
    constexpr int CHUNK = 16 / sizeof(T);
    constexpr int PITCH = pitchOf<T>(WIDTH);
    int threads = static_cast<int>(blockDim.x);
    if (rows.aligned) {
        for (int i = static_cast<int>(threadIdx.x); i < tileRows * (WIDTH / CHUNK); i += threads) {
            int row = i / (WIDTH / CHUNK);
            int column = i % (WIDTH / CHUNK) * CHUNK;
            T* target = tile + row * PITCH + column;
            if (first + row < rows.count && column < rows.width) {
                copyAsync(target, rows.at(first + row) + column);
            } else {
                *reinterpret_cast<Chunk*>(target) = Chunk{};
            }
        }
    } else {
        // Unrolled, this rare case would take registers from the other.
#pragma unroll 1
        for (int i = static_cast<int>(threadIdx.x); i < tileRows * WIDTH; i += threads) {
            int row = i / WIDTH;
            int column = i % WIDTH;
            bool there = first + row < rows.count && column < rows.width;
            tile[row * PITCH + column] = there ? rows.at(first + row)[column] : T{};
        }
    }
}

// ---- 16-bit elements: 16 rows for each warp, on tensor cores ----

#define WARP_ROWS 16

/** Tells for each of a lane's sums where it belongs. */
__device__ inline int fragmentRow(int i) { return threadIdx.x % 32 / 4 + i / 2 * 8; }
__device__ inline int fragmentColumn(int i) { return threadIdx.x % 4 * 2 + i % 2; }

/** A sum or maximum over the four lanes that hold a row of fragments. */
__device__ inline float quadSum(float value) {
    value += __shfl_xor_sync(0xffffffffu, value, 1);
    return value + __shfl_xor_sync(0xffffffffu, value, 2);
}
__device__ inline float quadMax(float value) {
    value = fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 1));
    return fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 2));
}

/** The fragments of 16 rows of a tile. */
template <int WIDTH, class T>
__device__ inline void loadRows(LeftFragment (&rows)[WIDTH / 16], const T* first) {
#pragma unroll
    for (int k = 0; k < WIDTH / 16; k++) {
        loadLeft(rows[k], first + 16 * k, pitchOf<T>(WIDTH));
    }
}

/** Hides columns from one of a lane's two rows: scores from the first hidden column on become −∞. */
template <int COLUMNS>
__device__ inline void hide(SumFragment (&s)[COLUMNS / 8], int r, int firstHidden) {
    if (firstHidden < COLUMNS) {
#pragma unroll
        for (int n = 0; n < COLUMNS / 8; n++) {
#pragma unroll
            for (int i = 2 * r; i < 2 * r + 2; i++) {
                s[n].sums[i] = 8 * n + fragmentColumn(i) < firstHidden ? s[n].sums[i] : NEGATIVE_INFINITY;
            }
        }
    }
}

/** The largest score of one of a lane's two rows, or the largest so far. */
template <int COLUMNS>
__device__ inline float rowMax(const SumFragment (&s)[COLUMNS / 8], int r, float sofar) {
#pragma unroll
    for (int n = 0; n < COLUMNS / 8; n++) {
        sofar = fmaxf(sofar, fmaxf(s[n].sums[2 * r], s[n].sums[2 * r + 1]));
    }
    return quadMax(sofar);
}

/** s = rows·tileᵀ for the first columns, at least as many as are wanted; the others become 0. */
template <int WIDTH, int COLUMNS, class T>
__device__ inline void multiplyTransposed(
    SumFragment (&s)[COLUMNS / 8], const LeftFragment (&rows)[WIDTH / 16], const T* tile, int wanted) {
#pragma unroll
    for (int slab = 0; slab < COLUMNS / 16; slab++) {
        s[2 * slab] = {};
        s[2 * slab + 1] = {};
        if (16 * slab < wanted) {
#pragma unroll
            for (int k = 0; k < WIDTH / 16; k++) {
                RightFragment right[2];
                loadRightFromColumns(right, tile + 16 * slab * pitchOf<T>(WIDTH) + 16 * k, pitchOf<T>(WIDTH));
                multiplyAdd<T>(s[2 * slab], rows[k], right[0]);
                multiplyAdd<T>(s[2 * slab + 1], rows[k], right[1]);
            }
        }
    }
}

/** y += w·tile, w rounded to T; of w only the first columns count, at least as many as are wanted. */
template <int WIDTH, int COLUMNS, class T>
__device__ inline void multiplyAddTile(
    SumFragment (&y)[WIDTH / 8], const SumFragment (&w)[COLUMNS / 8], const T* tile, int wanted) {
#pragma unroll
    for (int slab = 0; slab < COLUMNS / 16; slab++) {
        if (16 * slab < wanted) {
            const SumFragment& left = w[2 * slab];
            const SumFragment& right = w[2 * slab + 1];
            LeftFragment weights{
                {narrowPair<T>(left.sums[0], left.sums[1]), narrowPair<T>(left.sums[2], left.sums[3]),
                 narrowPair<T>(right.sums[0], right.sums[1]), narrowPair<T>(right.sums[2], right.sums[3])}};
#pragma unroll
            for (int n = 0; n < WIDTH / 16; n++) {
                RightFragment columns[2];
                loadRightFromRows(columns, tile + 16 * slab * pitchOf<T>(WIDTH) + 16 * n, pitchOf<T>(WIDTH));
                multiplyAdd<T>(y[2 * n], weights, columns[0]);
                multiplyAdd<T>(y[2 * n + 1], weights, columns[1]);
            }
        }
    }
}

/**
 * Writes 16 rows of a head, through shared memory so that lanes write side by side.
 *
 * @param factor of y
 * @param staging of the warp alone, 16 rows
 */
template <int WIDTH, class T>
__device__ inline void storeRows(
    const SumFragment (&y)[WIDTH / 8], const float (&factor)[2], T* staging, const HeadRows<T>& rows, int first) {
    constexpr int PITCH = pitchOf<T>(WIDTH);
#pragma unroll
    for (int n = 0; n < WIDTH / 8; n++) {
#pragma unroll
        for (int i = 0; i < 4; i += 2) {
            *reinterpret_cast<unsigned*>(staging + fragmentRow(i) * PITCH + 8 * n + fragmentColumn(i)) =
                narrowPair<T>(y[n].sums[i] * factor[i / 2], y[n].sums[i + 1] * factor[i / 2]);
        }
    }
    __syncwarp();
    int lane = static_cast<int>(threadIdx.x) % 32;
    if (rows.aligned) {
        for (int i = lane; i < WARP_ROWS * WIDTH / 8; i += 32) {
            int row = i / (WIDTH / 8);
            int column = i % (WIDTH / 8) * 8;
            if (first + row < rows.count && column < rows.width) {
                *reinterpret_cast<Chunk*>(rows.at(first + row) + column) =
                    *reinterpret_cast<const Chunk*>(staging + row * PITCH + column);
            }
        }
    } else {
        for (int i = lane; i < WARP_ROWS * WIDTH; i += 32) {
            int row = i / WIDTH;
            int column = i % WIDTH;
            if (first + row < rows.count && column < rows.width) {
                rows.at(first + row)[column] = staging[row * PITCH + column];
            }
        }
    }
    __syncwarp();
}

// ---- floats: a grid of 16×8 threads, each with every 16th row and every 8th column ----

#define GRID_THREADS 128
#define GRID_ROWS 16
#define GRID_COLUMNS 8

__device__ inline int gridRow(int i) { return threadIdx.x / GRID_COLUMNS + GRID_ROWS * i; }
__device__ inline int gridColumn(int j) { return threadIdx.x % GRID_COLUMNS + GRID_COLUMNS * j; }

/** Of a product with WIDTH columns, each thread has groups of four that lie side by side. */
__device__ inline int gridGroup(int group) { return threadIdx.x % GRID_COLUMNS * 4 + 4 * GRID_COLUMNS * group; }

struct __align__(16) Float4 {
    float at[4];
};

__device__ inline const Float4& float4At(const float* first) { return *reinterpret_cast<const Float4*>(first); }

/** A sum or maximum over the eight threads that hold a row. */
__device__ inline float gridRowSum(float value) { return quadSum(value + __shfl_xor_sync(0xffffffffu, value, 4)); }
__device__ inline float gridRowMax(float value) {
    return quadMax(fmaxf(value, __shfl_xor_sync(0xffffffffu, value, 4)));
}

/** s = rows·columnsᵀ for two tiles. */
template <int WIDTH, int ROWS, int COLUMNS>
__device__ inline void multiplyTransposed(
    float (&s)[ROWS / GRID_ROWS][COLUMNS / GRID_COLUMNS], const float* rows, const float* columns) {
    constexpr int PITCH = pitchOf<float>(WIDTH);
    constexpr int MY_ROWS = ROWS / GRID_ROWS;
    constexpr int MY_COLUMNS = COLUMNS / GRID_COLUMNS;
#pragma unroll
    for (int i = 0; i < MY_ROWS; i++) {
#pragma unroll
        for (int j = 0; j < MY_COLUMNS; j++) {
            s[i][j] = 0;
        }
    }
#pragma unroll 4
    for (int d = 0; d < WIDTH; d += 4) {
        Float4 right[MY_COLUMNS];
#pragma unroll
        for (int j = 0; j < MY_COLUMNS; j++) {
            right[j] = float4At(columns + gridColumn(j) * PITCH + d);
        }
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
            Float4 left = float4At(rows + gridRow(i) * PITCH + d);
#pragma unroll
            for (int j = 0; j < MY_COLUMNS; j++) {
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    s[i][j] += left.at[e] * right[j].at[e];
                }
            }
        }
    }
}

/** y += w·tile for w with rows of pitchOf(COLUMNS). */
template <int WIDTH, int ROWS, int COLUMNS>
__device__ inline void multiplyAddTile(
    Float4 (&y)[ROWS / GRID_ROWS][WIDTH / 32], const float* w, const float* tile) {
    constexpr int PITCH = pitchOf<float>(WIDTH);
    constexpr int MY_ROWS = ROWS / GRID_ROWS;
#pragma unroll 2
    for (int column = 0; column < COLUMNS; column += 4) {
        Float4 weights[MY_ROWS];
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
            weights[i] = float4At(w + gridRow(i) * pitchOf<float>(COLUMNS) + column);
        }
#pragma unroll
        for (int k = 0; k < 4; k++) {
#pragma unroll
            for (int group = 0; group < WIDTH / 32; group++) {
                Float4 right = float4At(tile + (column + k) * PITCH + gridGroup(group));
#pragma unroll
                for (int i = 0; i < MY_ROWS; i++) {
#pragma unroll
                    for (int e = 0; e < 4; e++) {
                        y[i][group].at[e] += weights[i].at[k] * right.at[e];
                    }
                }
            }
        }
    }
}

/** Writes a thread's part of a row of a head, if the head has it. */
template <int WIDTH>
__device__ inline void storeRow(
    const Float4 (&y)[WIDTH / 32], float factor, const HeadRows<float>& rows, int row) {
    if (row >= rows.count) {
        return;
    }
#pragma unroll
    for (int group = 0; group < WIDTH / 32; group++) {
        int column = gridGroup(group);
        Float4 scaled;
#pragma unroll
        for (int e = 0; e < 4; e++) {
            scaled.at[e] = y[group].at[e] * factor;
        }
        if (rows.aligned && column < rows.width) {
            *reinterpret_cast<Float4*>(rows.at(row) + column) = scaled;
        } else {
#pragma unroll
            for (int e = 0; e < 4; e++) {
                if (column + e < rows.width) {
                    rows.at(row)[column + e] = scaled.at[e];
                }
            }
        }
    }
}
