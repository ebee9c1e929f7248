// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// y = softmax(q·kᵀ/√D)·v for each head, without the scores ever being in memory (after Dao et al., FlashAttention, 2022
// and 2023). Keys come in tiles; maximum, sum and result of a query hold for the keys so far and shrink when a larger
// score comes (Milakov and Gimelshein, 2018). Heads narrower than 64 or 128 are filled up with zeros.
//
// ViT-B/16, one image, one layer (197 tokens, 12 heads of 64), 16-bit: 119 MFLOP, 0.47 M exponentials, and 1.2 MB for q,
// k, v and y; product, softmax and product as three ops would write and read the scores twice, 3.7 MB more. 98 FLOP a
// byte: bound by memory where the operands are not in the cache. In it, tensor cores that do 4,096 FLOP a clock and
// 16 exponentials a clock take equally long.
//
// 16-bit, on tensor cores:
// 1. A warp has 16 queries. Their fragments, results, maxima and sums stay in registers, and so do the weights: sums lie
//    in a warp as the left operand of the next product does. Up to eight warps share a tile of 64 keys and values, while
//    the next one is copied without passing through registers. A tile's rows begin 16 bytes further than a multiple of
//    128, so that loads of matrices meet no bank twice. y leaves through shared memory, 16 bytes a lane.
//    126 registers on sm_80, 123 on sm_90, nothing spilled: two blocks of 256 threads.  [not measured]
// 2. Blocks with as few idle warps as can be: 197 queries are 13 slabs of 16, hence two blocks of 7 warps for each head,
//    which read keys and values twice; with four warps a block it would be four times.  [not measured]
// 3. Code shared with the backward op: 138 registers on sm_80, one block. Held to 128, 24 bytes are spilled; with the
//    loop for unaligned operands not unrolled, none (124 on sm_90).  [not measured]
//
// F32, by the threads:
// 1. 64 queries a block, 32 keys a tile. A thread has 4×4 scores and 4×8 results: 8 loads of 16 bytes from shared memory
//    for 64 multiply-adds, then 12 for 128, none with a bank conflict. Weights go through shared memory, within a warp.
//    146 registers on sm_80, 150 on sm_90: three blocks of 128 threads, 44 KB each.  [not measured]
#include "attention_tiles.cuh"

/** On tensor cores. Each warp has 16 queries; keys and values pass by in tiles, the next one loaded meanwhile. */
template <class T, int WIDTH, int KEYS>
__device__ inline void attendByWarps(
    Tokens<const T> q, Tokens<const T> k, Tokens<const T> v, Tokens<T> y, const HeadSizes& sizes, T* shared) {
    constexpr int TILE = KEYS * pitchOf<T>(WIDTH);
    int queries = static_cast<int>(sizes.queries);
    int keys = static_cast<int>(sizes.keys);
    int blockRows = static_cast<int>(blockDim.x) / 32 * WARP_ROWS;
    HeadTile block(sizes, queries, blockRows);
    auto kHead = block.rows(k, keys);
    auto vHead = block.rows(v, keys);
    int warpRow = static_cast<int>(threadIdx.x) / 32 * WARP_ROWS;
    int first = block.first + warpRow;
    int blockKeys = sizes.causal ? min(keys, block.first + blockRows) : keys;
    int warpKeys = first >= queries ? 0 : sizes.causal ? min(keys, first + WARP_ROWS) : keys;
    int visible[2];
    for (int r = 0; r < 2; r++) {
        visible[r] = sizes.causal ? min(keys, first + fragmentRow(2 * r) + 1) : keys;
    }

    // The queries lie where the second tile will be.
    loadTile<WIDTH>(shared + 2 * TILE, blockRows, block.rows(q, queries), block.first);
    loadTile<WIDTH>(shared, KEYS, kHead, 0);
    loadTile<WIDTH>(shared + TILE, KEYS, vHead, 0);
    awaitCopies();
    __syncthreads();
    LeftFragment rows[WIDTH / 16];
    loadRows<WIDTH>(rows, shared + 2 * TILE + warpRow * pitchOf<T>(WIDTH));

    float scale = exponentScale(sizes);
    float maximum[2] = {NEGATIVE_INFINITY, NEGATIVE_INFINITY};
    float sum[2] = {0, 0};
    SumFragment result[WIDTH / 8] = {};
    for (int tile = 0; tile < blockKeys; tile += KEYS) {
        T* current = shared + tile / KEYS % 2 * 2 * TILE;
        T* other = shared + (tile / KEYS + 1) % 2 * 2 * TILE;
        __syncthreads();
        int next = tile + KEYS;
        if (next < blockKeys) {
            loadTile<WIDTH>(other, KEYS, kHead, next);
            loadTile<WIDTH>(other + TILE, KEYS, vHead, next);
        }
        int wanted = warpKeys - tile;
        if (wanted > 0) {
            SumFragment s[KEYS / 8];
            multiplyTransposed<WIDTH, KEYS>(s, rows, current, wanted);
#pragma unroll
            for (int r = 0; r < 2; r++) {
                hide<KEYS>(s, r, visible[r] - tile);
                float highest = rowMax<KEYS>(s, r, maximum[r]);
                float shrink = exp2Fast((maximum[r] - highest) * scale);
                maximum[r] = highest;
                sum[r] *= shrink;
#pragma unroll
                for (int n = 0; n < WIDTH / 8; n++) {
                    result[n].sums[2 * r] *= shrink;
                    result[n].sums[2 * r + 1] *= shrink;
                }
                float offset = highest * scale;
#pragma unroll
                for (int n = 0; n < KEYS / 8; n++) {
#pragma unroll
                    for (int i = 2 * r; i < 2 * r + 2; i++) {
                        s[n].sums[i] = exp2Fast(s[n].sums[i] * scale - offset);
                        sum[r] += s[n].sums[i];
                    }
                }
            }
            multiplyAddTile<WIDTH, KEYS>(result, s, current + TILE, wanted);
        }
        awaitCopies();
    }
    __syncthreads();
    float factor[2];
    for (int r = 0; r < 2; r++) {
        sum[r] = quadSum(sum[r]);
        factor[r] = sum[r] == 0 ? 0 : 1 / sum[r];
    }
    storeRows<WIDTH>(
        result, factor, shared + warpRow * pitchOf<T>(WIDTH), block.rows(y, queries), first);
}

/** In floats. Each block has ROWS queries; the weights of a tile of keys go from thread to thread through shared memory. */
template <int WIDTH, int ROWS, int KEYS>
__device__ inline void attendByThreads(
    Tokens<const float> q, Tokens<const float> k, Tokens<const float> v, Tokens<float> y, const HeadSizes& sizes, float* shared) {
    constexpr int PITCH = pitchOf<float>(WIDTH);
    constexpr int MY_ROWS = ROWS / GRID_ROWS;
    constexpr int MY_KEYS = KEYS / GRID_COLUMNS;
    float* qTile = shared;
    float* kTile = qTile + ROWS * PITCH;
    float* vTile = kTile + KEYS * PITCH;
    float* weights = vTile + KEYS * PITCH;
    int queries = static_cast<int>(sizes.queries);
    int keys = static_cast<int>(sizes.keys);
    HeadTile block(sizes, queries, ROWS);
    auto kHead = block.rows(k, keys);
    auto vHead = block.rows(v, keys);
    int blockKeys = sizes.causal ? min(keys, block.first + ROWS) : keys;
    loadTile<WIDTH>(qTile, ROWS, block.rows(q, queries), block.first);
    float scale = exponentScale(sizes);
    float maximum[MY_ROWS];
    float sum[MY_ROWS] = {};
    Float4 result[MY_ROWS][WIDTH / 32] = {};
    for (int i = 0; i < MY_ROWS; i++) {
        maximum[i] = NEGATIVE_INFINITY;
    }
    for (int tile = 0; tile < blockKeys; tile += KEYS) {
        __syncthreads();
        loadTile<WIDTH>(kTile, KEYS, kHead, tile);
        loadTile<WIDTH>(vTile, KEYS, vHead, tile);
        awaitCopies();
        __syncthreads();
        float s[MY_ROWS][MY_KEYS];
        multiplyTransposed<WIDTH, ROWS, KEYS>(s, qTile, kTile);
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
            int visible = sizes.causal ? min(keys, block.first + gridRow(i) + 1) : keys;
            float highest = maximum[i];
#pragma unroll
            for (int j = 0; j < MY_KEYS; j++) {
                if (tile + gridColumn(j) >= visible) {
                    s[i][j] = NEGATIVE_INFINITY;
                }
                highest = fmaxf(highest, s[i][j]);
            }
            highest = gridRowMax(highest);
            float shrink = exp2Fast((maximum[i] - highest) * scale);
            maximum[i] = highest;
            sum[i] *= shrink;
#pragma unroll
            for (int group = 0; group < WIDTH / 32; group++) {
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    result[i][group].at[e] *= shrink;
                }
            }
#pragma unroll
            for (int j = 0; j < MY_KEYS; j++) {
                float weight = exp2Fast((s[i][j] - highest) * scale);
                sum[i] += weight;
                weights[gridRow(i) * pitchOf<float>(KEYS) + gridColumn(j)] = weight;
            }
        }
        __syncwarp();
        multiplyAddTile<WIDTH, ROWS, KEYS>(result, weights, vTile);
    }
    HeadRows<float> rows = block.rows(y, queries);
    for (int i = 0; i < MY_ROWS; i++) {
        float total = gridRowSum(sum[i]);
        storeRow<WIDTH>(result[i], total == 0 ? 0 : 1 / total, rows, block.first + gridRow(i));
    }
}

#define OPERANDS(T)                                                                                                  \
    const T *q, TokenSteps qSteps, const T *k, TokenSteps kSteps, const T *v, TokenSteps vSteps, T *y,               \
        TokenSteps ySteps, HeadSizes sizes

#define ATTENTION_BY_WARPS(name, T, WIDTH, KEYS, BLOCKS)                                                             \
    extern "C" __global__ void __launch_bounds__(KEYS * 4, BLOCKS) attention_##name(OPERANDS(T)) {                   \
        extern __shared__ Chunk shared[];                                                                            \
        attendByWarps<T, WIDTH, KEYS>(                                                                               \
            {q, qSteps}, {k, kSteps}, {v, vSteps}, {y, ySteps}, sizes, reinterpret_cast<T*>(shared));                \
    }
ATTENTION_BY_WARPS(f16_64, Half, 64, 64, 2)
ATTENTION_BY_WARPS(f16_128, Half, 128, 32, 3)
ATTENTION_BY_WARPS(bf16_64, BFloat, 64, 64, 2)
ATTENTION_BY_WARPS(bf16_128, BFloat, 128, 32, 3)

#define ATTENTION_BY_THREADS(name, WIDTH, ROWS, KEYS, BLOCKS)                                                        \
    extern "C" __global__ void __launch_bounds__(GRID_THREADS, BLOCKS) attention_##name(OPERANDS(float)) {           \
        extern __shared__ Chunk shared[];                                                                            \
        attendByThreads<WIDTH, ROWS, KEYS>(                                                                          \
            {q, qSteps}, {k, kSteps}, {v, vSteps}, {y, ySteps}, sizes, reinterpret_cast<float*>(shared));            \
    }
ATTENTION_BY_THREADS(f32_64, 64, 64, 32, 3)
ATTENTION_BY_THREADS(f32_128, 128, 32, 16, 4)
