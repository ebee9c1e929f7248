// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dq, dk and dv of attention: dv = Pᵀ·dy, dS = P∘(dy·vᵀ − δ), dq = dS·k/√D, dk = dSᵀ·q/√D, with P and dS made again tile by
// tile (after Dao et al., FlashAttention, 2022). No atomics: one kernel has a block for queries and sums over keys, the
// other a block for keys and sums over queries, so sums have one order.
//
// The forward op leaves nothing behind, so the first kernel passes the keys twice, for maximum, sum and δ and then for dq:
// 5 products of a tile, and 4 in the second, where 5 in all would do with atomics and statistics that the forward op
// keeps. ViT-B/16, one image, one layer (197 tokens, 12 heads of 64), 16-bit: 537 MFLOP, 1.4 M exponentials, and 2.1 MB
// for the seven operands.
//
// 16-bit, on tensor cores:
// 1. As the forward op, four warps a block: of the rows of a block the fragments of two operands stay in registers, and
//    tiles of 32 rows pass by, the next copied meanwhile. P and dS are rounded to the operands' type for the second
//    product; in F16 they lose small values where dq and dk, as F16, do.  Queries: 143 registers on sm_80, 147 on sm_90;
//    with eight warps and two blocks 20 bytes are spilled. Keys: 168 and 164, 16 bytes spilled on sm_80. Three blocks of
//    128 threads.  [not measured]
//
// F32, by the threads:
// 1. 32 rows a block, 32 a tile; a thread has 2×4 scores. P and dS go through shared memory within a warp, one after the
//    other. 128 registers, four blocks of 39 KB.  [not measured]
#include "attention_tiles.cuh"

/** What the gradients of the keys need of a query: log2 Σ 2^exponent over the keys, and δ. */
struct __align__(8) RowStatistics {
    float logSum;
    float delta;
};

/** Statistics of queries that pass by: two tiles of up to 32. */
#define MOST_PASSING 64

/** Where the statistics of a head's queries begin. */
__device__ inline RowStatistics* statisticsOf(
    RowStatistics* statistics, const HeadTile& block, const HeadSizes& sizes) {
    return statistics + (block.batch * sizes.heads + block.head) * sizes.queries;
}

/** The weights of a query beyond the last are 0. */
__device__ inline RowStatistics statisticsAt(const RowStatistics* head, int query, const HeadSizes& sizes) {
    return query < sizes.queries ? head[query] : RowStatistics{-NEGATIVE_INFINITY, 0};
}

/**
 * dq and the statistics on tensor cores. Each warp has 16 queries. The keys pass by twice: for maximum, sum and δ, and
 * for dq.
 */
template <class T, int WIDTH, int KEYS>
__device__ inline void queriesByWarps(
    Tokens<const T> q, Tokens<const T> k, Tokens<const T> v, Tokens<const T> dy, Tokens<T> dq, RowStatistics* statistics, const HeadSizes& sizes, T* shared) {
    constexpr int PITCH = pitchOf<T>(WIDTH);
    constexpr int TILE = KEYS * PITCH;
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

    T* dyRows = shared + blockRows * PITCH;
    loadTile<WIDTH>(shared, blockRows, block.rows(q, queries), block.first);
    loadTile<WIDTH>(dyRows, blockRows, block.rows(dy, queries), block.first);
    awaitCopies();
    __syncthreads();
    LeftFragment qRows[WIDTH / 16];
    loadRows<WIDTH>(qRows, shared + warpRow * PITCH);
    LeftFragment gradients[WIDTH / 16];
    loadRows<WIDTH>(gradients, dyRows + warpRow * PITCH);
    __syncthreads();
    loadTile<WIDTH>(shared, KEYS, kHead, 0);
    loadTile<WIDTH>(shared + TILE, KEYS, vHead, 0);
    awaitCopies();

    float scale = exponentScale(sizes);
    float maximum[2] = {NEGATIVE_INFINITY, NEGATIVE_INFINITY};
    float sum[2] = {0, 0};
    float weighted[2] = {0, 0};
    float logSum[2];
    float delta[2];
    SumFragment result[WIDTH / 8] = {};
    int tiles = (blockKeys + KEYS - 1) / KEYS;
    for (int step = 0; step < 2 * tiles; step++) {
        T* current = shared + step % 2 * 2 * TILE;
        T* other = shared + (step + 1) % 2 * 2 * TILE;
        __syncthreads();
        if (step + 1 < 2 * tiles) {
            int next = (step + 1) % tiles * KEYS;
            loadTile<WIDTH>(other, KEYS, kHead, next);
            loadTile<WIDTH>(other + TILE, KEYS, vHead, next);
        }
        int tile = step % tiles * KEYS;
        int wanted = warpKeys - tile;
        if (step == tiles) {
#pragma unroll
            for (int r = 0; r < 2; r++) {
                float total = quadSum(sum[r]);
                logSum[r] = maximum[r] * scale + log2f(total);
                delta[r] = quadSum(weighted[r]) / total;
            }
        }
        if (wanted > 0) {
            SumFragment s[KEYS / 8];
            multiplyTransposed<WIDTH, KEYS>(s, qRows, current, wanted);
            SumFragment dp[KEYS / 8];
            multiplyTransposed<WIDTH, KEYS>(dp, gradients, current + TILE, wanted);
#pragma unroll
            for (int r = 0; r < 2; r++) {
                hide<KEYS>(s, r, visible[r] - tile);
                if (step < tiles) {
                    float highest = rowMax<KEYS>(s, r, maximum[r]);
                    float shrink = exp2Fast((maximum[r] - highest) * scale);
                    maximum[r] = highest;
                    sum[r] *= shrink;
                    weighted[r] *= shrink;
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++) {
#pragma unroll
                        for (int i = 2 * r; i < 2 * r + 2; i++) {
                            float weight = exp2Fast((s[n].sums[i] - highest) * scale);
                            sum[r] += weight;
                            weighted[r] += weight * dp[n].sums[i];
                        }
                    }
                } else {
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++) {
#pragma unroll
                        for (int i = 2 * r; i < 2 * r + 2; i++) {
                            s[n].sums[i] =
                                exp2Fast(s[n].sums[i] * scale - logSum[r]) * (dp[n].sums[i] - delta[r]);
                        }
                    }
                }
            }
            if (step >= tiles) {
                multiplyAddTile<WIDTH, KEYS>(result, s, current, wanted);
            }
        }
        awaitCopies();
    }
    __syncthreads();
    float factor[2] = {scoreScale(sizes), scoreScale(sizes)};
    storeRows<WIDTH>(
        result, factor, shared + warpRow * PITCH, block.rows(dq, queries), first);
    RowStatistics* head = statisticsOf(statistics, block, sizes);
    for (int r = 0; r < 2; r++) {
        int row = first + fragmentRow(2 * r);
        if (row < queries && tiles > 0 && threadIdx.x % 4 == 0) {
            head[row] = RowStatistics{logSum[r], delta[r]};
        }
    }
}

/** dk and dv on tensor cores. Each warp has 16 keys; queries pass by with their gradients and statistics. */
template <class T, int WIDTH, int QUERIES>
__device__ inline void keysByWarps(
    Tokens<const T> q, Tokens<const T> k, Tokens<const T> v, Tokens<const T> dy, Tokens<T> dk, Tokens<T> dv, RowStatistics* statistics,
    const HeadSizes& sizes, T* shared, RowStatistics* passing) {
    constexpr int PITCH = pitchOf<T>(WIDTH);
    constexpr int TILE = QUERIES * PITCH;
    int queries = static_cast<int>(sizes.queries);
    int keys = static_cast<int>(sizes.keys);
    int blockRows = static_cast<int>(blockDim.x) / 32 * WARP_ROWS;
    HeadTile block(sizes, keys, blockRows);
    auto qHead = block.rows(q, queries);
    auto dyHead = block.rows(dy, queries);
    const RowStatistics* head = statisticsOf(statistics, block, sizes);
    int warpRow = static_cast<int>(threadIdx.x) / 32 * WARP_ROWS;
    int first = block.first + warpRow;

    T* vRows = shared + blockRows * PITCH;
    loadTile<WIDTH>(shared, blockRows, block.rows(k, keys), block.first);
    loadTile<WIDTH>(vRows, blockRows, block.rows(v, keys), block.first);
    awaitCopies();
    __syncthreads();
    LeftFragment keyRows[WIDTH / 16];
    loadRows<WIDTH>(keyRows, shared + warpRow * PITCH);
    LeftFragment valueRows[WIDTH / 16];
    loadRows<WIDTH>(valueRows, vRows + warpRow * PITCH);
    __syncthreads();

    float scale = exponentScale(sizes);
    SumFragment dKeys[WIDTH / 8] = {};
    SumFragment dValues[WIDTH / 8] = {};
    int start = sizes.causal ? block.first / QUERIES * QUERIES : 0;
    for (int next = start; next < queries + QUERIES; next += QUERIES) {
        T* other = shared + next / QUERIES % 2 * 2 * TILE;
        T* current = shared + (next / QUERIES + 1) % 2 * 2 * TILE;
        if (next < queries) {
            loadTile<WIDTH>(other, QUERIES, qHead, next);
            loadTile<WIDTH>(
                other + TILE, QUERIES, dyHead, next);
            if (threadIdx.x < QUERIES) {
                int query = static_cast<int>(threadIdx.x);
                passing[next / QUERIES % 2 * QUERIES + query] = statisticsAt(head, next + query, sizes);
            }
        }
        int tile = next - QUERIES;
        int wanted = queries - tile;
        if (tile >= start && first < keys && !(sizes.causal && next <= first)) {
            const RowStatistics* columns = passing + tile / QUERIES % 2 * QUERIES;
            SumFragment s[QUERIES / 8];
            multiplyTransposed<WIDTH, QUERIES>(s, keyRows, current, wanted);
            SumFragment dp[QUERIES / 8];
            multiplyTransposed<WIDTH, QUERIES>(dp, valueRows, current + TILE, wanted);
#pragma unroll
            for (int n = 0; n < QUERIES / 8; n++) {
#pragma unroll
                for (int i = 0; i < 4; i++) {
                    int column = 8 * n + fragmentColumn(i);
                    bool seen = !sizes.causal || tile + column >= first + fragmentRow(i);
                    float weight = seen ? exp2Fast(s[n].sums[i] * scale - columns[column].logSum) : 0;
                    s[n].sums[i] = weight;
                    dp[n].sums[i] = weight * (dp[n].sums[i] - columns[column].delta);
                }
            }
            multiplyAddTile<WIDTH, QUERIES>(dValues, s, current + TILE, wanted);
            multiplyAddTile<WIDTH, QUERIES>(dKeys, dp, current, wanted);
        }
        awaitCopies();
        __syncthreads();
    }
    T* staging = shared + warpRow * PITCH;
    float dkFactor[2] = {scoreScale(sizes), scoreScale(sizes)};
    storeRows<WIDTH>(
        dKeys, dkFactor, staging, block.rows(dk, keys), first);
    float dvFactor[2] = {1, 1};
    storeRows<WIDTH>(
        dValues, dvFactor, staging, block.rows(dv, keys), first);
}

/** dq and the statistics in floats, as queriesByWarps. */
template <int WIDTH, int ROWS, int KEYS>
__device__ inline void queriesByThreads(
    Tokens<const float> q, Tokens<const float> k, Tokens<const float> v,
    Tokens<const float> dy, Tokens<float> dq, RowStatistics* statistics,
    const HeadSizes& sizes, float* shared) {
    constexpr int PITCH = pitchOf<float>(WIDTH);
    constexpr int MY_ROWS = ROWS / GRID_ROWS;
    constexpr int MY_KEYS = KEYS / GRID_COLUMNS;
    float* qTile = shared;
    float* dyTile = qTile + ROWS * PITCH;
    float* kTile = dyTile + ROWS * PITCH;
    float* vTile = kTile + KEYS * PITCH;
    float* weights = vTile + KEYS * PITCH;
    int queries = static_cast<int>(sizes.queries);
    int keys = static_cast<int>(sizes.keys);
    HeadTile block(sizes, queries, ROWS);
    auto kHead = block.rows(k, keys);
    auto vHead = block.rows(v, keys);
    int blockKeys = sizes.causal ? min(keys, block.first + ROWS) : keys;
    loadTile<WIDTH>(qTile, ROWS, block.rows(q, queries), block.first);
    loadTile<WIDTH>(dyTile, ROWS, block.rows(dy, queries), block.first);
    float scale = exponentScale(sizes);
    float maximum[MY_ROWS];
    float sum[MY_ROWS] = {};
    float weighted[MY_ROWS] = {};
    float logSum[MY_ROWS];
    float delta[MY_ROWS];
    Float4 result[MY_ROWS][WIDTH / 32] = {};
    for (int i = 0; i < MY_ROWS; i++) {
        maximum[i] = NEGATIVE_INFINITY;
    }
    int tiles = (blockKeys + KEYS - 1) / KEYS;
    for (int step = 0; step < 2 * tiles; step++) {
        int tile = step % tiles * KEYS;
        __syncthreads();
        loadTile<WIDTH>(kTile, KEYS, kHead, tile);
        loadTile<WIDTH>(vTile, KEYS, vHead, tile);
        awaitCopies();
        __syncthreads();
        float s[MY_ROWS][MY_KEYS];
        multiplyTransposed<WIDTH, ROWS, KEYS>(s, qTile, kTile);
        float dp[MY_ROWS][MY_KEYS];
        multiplyTransposed<WIDTH, ROWS, KEYS>(dp, dyTile, vTile);
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
            int visible = sizes.causal ? min(keys, block.first + gridRow(i) + 1) : keys;
#pragma unroll
            for (int j = 0; j < MY_KEYS; j++) {
                s[i][j] = tile + gridColumn(j) < visible ? s[i][j] : NEGATIVE_INFINITY;
            }
            if (step < tiles) {
                float highest = maximum[i];
#pragma unroll
                for (int j = 0; j < MY_KEYS; j++) {
                    highest = fmaxf(highest, s[i][j]);
                }
                highest = gridRowMax(highest);
                float shrink = exp2Fast((maximum[i] - highest) * scale);
                maximum[i] = highest;
                sum[i] *= shrink;
                weighted[i] *= shrink;
#pragma unroll
                for (int j = 0; j < MY_KEYS; j++) {
                    float weight = exp2Fast((s[i][j] - highest) * scale);
                    sum[i] += weight;
                    weighted[i] += weight * dp[i][j];
                }
            } else {
                if (step == tiles) {
                    float total = gridRowSum(sum[i]);
                    logSum[i] = maximum[i] * scale + log2f(total);
                    delta[i] = gridRowSum(weighted[i]) / total;
                }
#pragma unroll
                for (int j = 0; j < MY_KEYS; j++) {
                    weights[gridRow(i) * pitchOf<float>(KEYS) + gridColumn(j)] =
                        exp2Fast(s[i][j] * scale - logSum[i]) * (dp[i][j] - delta[i]);
                }
            }
        }
        if (step >= tiles) {
            __syncwarp();
            multiplyAddTile<WIDTH, ROWS, KEYS>(result, weights, kTile);
        }
    }
    HeadRows<float> rows = block.rows(dq, queries);
    RowStatistics* head = statisticsOf(statistics, block, sizes);
    for (int i = 0; i < MY_ROWS; i++) {
        int row = block.first + gridRow(i);
        storeRow<WIDTH>(result[i], scoreScale(sizes), rows, row);
        if (row < queries && tiles > 0 && threadIdx.x % GRID_COLUMNS == 0) {
            head[row] = RowStatistics{logSum[i], delta[i]};
        }
    }
}

/** dk and dv in floats, as keysByWarps. */
template <int WIDTH, int ROWS, int QUERIES>
__device__ inline void keysByThreads(
    Tokens<const float> q, Tokens<const float> k, Tokens<const float> v,
    Tokens<const float> dy, Tokens<float> dk, Tokens<float> dv,
    RowStatistics* statistics, const HeadSizes& sizes, float* shared, RowStatistics* passing) {
    constexpr int PITCH = pitchOf<float>(WIDTH);
    constexpr int MY_ROWS = ROWS / GRID_ROWS;
    constexpr int MY_QUERIES = QUERIES / GRID_COLUMNS;
    float* kTile = shared;
    float* vTile = kTile + ROWS * PITCH;
    float* qTile = vTile + ROWS * PITCH;
    float* dyTile = qTile + QUERIES * PITCH;
    float* weights = dyTile + QUERIES * PITCH;
    int queries = static_cast<int>(sizes.queries);
    int keys = static_cast<int>(sizes.keys);
    HeadTile block(sizes, keys, ROWS);
    auto qHead = block.rows(q, queries);
    auto dyHead = block.rows(dy, queries);
    const RowStatistics* head = statisticsOf(statistics, block, sizes);
    loadTile<WIDTH>(kTile, ROWS, block.rows(k, keys), block.first);
    loadTile<WIDTH>(vTile, ROWS, block.rows(v, keys), block.first);
    float scale = exponentScale(sizes);
    Float4 dKeys[MY_ROWS][WIDTH / 32] = {};
    Float4 dValues[MY_ROWS][WIDTH / 32] = {};
    for (int tile = sizes.causal ? block.first / QUERIES * QUERIES : 0; tile < queries; tile += QUERIES) {
        __syncthreads();
        loadTile<WIDTH>(qTile, QUERIES, qHead, tile);
        loadTile<WIDTH>(dyTile, QUERIES, dyHead, tile);
        if (threadIdx.x < QUERIES) {
            int query = static_cast<int>(threadIdx.x);
            passing[query] = statisticsAt(head, tile + query, sizes);
        }
        awaitCopies();
        __syncthreads();
        float s[MY_ROWS][MY_QUERIES];
        multiplyTransposed<WIDTH, ROWS, QUERIES>(s, kTile, qTile);
        float dp[MY_ROWS][MY_QUERIES];
        multiplyTransposed<WIDTH, ROWS, QUERIES>(dp, vTile, dyTile);
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
#pragma unroll
            for (int j = 0; j < MY_QUERIES; j++) {
                bool seen = !sizes.causal || tile + gridColumn(j) >= block.first + gridRow(i);
                const RowStatistics& column = passing[gridColumn(j)];
                float weight = seen ? exp2Fast(s[i][j] * scale - column.logSum) : 0;
                dp[i][j] = weight * (dp[i][j] - column.delta);
                weights[gridRow(i) * pitchOf<float>(QUERIES) + gridColumn(j)] = weight;
            }
        }
        __syncwarp();
        multiplyAddTile<WIDTH, ROWS, QUERIES>(dValues, weights, dyTile);
        __syncwarp();
#pragma unroll
        for (int i = 0; i < MY_ROWS; i++) {
#pragma unroll
            for (int j = 0; j < MY_QUERIES; j++) {
                weights[gridRow(i) * pitchOf<float>(QUERIES) + gridColumn(j)] = dp[i][j];
            }
        }
        __syncwarp();
        multiplyAddTile<WIDTH, ROWS, QUERIES>(dKeys, weights, qTile);
    }
    HeadRows<float> dkRows = block.rows(dk, keys);
    HeadRows<float> dvRows = block.rows(dv, keys);
    for (int i = 0; i < MY_ROWS; i++) {
        storeRow<WIDTH>(dKeys[i], scoreScale(sizes), dkRows, block.first + gridRow(i));
        storeRow<WIDTH>(dValues[i], 1, dvRows, block.first + gridRow(i));
    }
}

/** Of all kernels: four warps of 16 rows, or the grid of threads. */
#define BLOCK_THREADS 128

#define OPERANDS(T)                                                                                                  \
    const T *q, TokenSteps qSteps, const T *k, TokenSteps kSteps, const T *v, TokenSteps vSteps, const T *dy,        \
        TokenSteps dySteps

#define QUERIES(by, name, T, BLOCKS, ...)                                                                            \
    extern "C" __global__ void __launch_bounds__(BLOCK_THREADS, BLOCKS) attention_backward_queries_##name(           \
        OPERANDS(T), T *dq, TokenSteps dqSteps, RowStatistics *statistics, HeadSizes sizes) {                        \
        extern __shared__ Chunk shared[];                                                                            \
        queriesBy##by<__VA_ARGS__>(                                                                                  \
            {q, qSteps}, {k, kSteps}, {v, vSteps}, {dy, dySteps}, {dq, dqSteps}, statistics, sizes,                  \
            reinterpret_cast<T*>(shared));                                                                           \
    }
QUERIES(Warps, f16_64, Half, 3, Half, 64, 32)
QUERIES(Warps, f16_128, Half, 2, Half, 128, 16)
QUERIES(Warps, bf16_64, BFloat, 3, BFloat, 64, 32)
QUERIES(Warps, bf16_128, BFloat, 2, BFloat, 128, 16)
QUERIES(Threads, f32_64, float, 4, 64, 32, 32)
QUERIES(Threads, f32_128, float, 4, 128, 16, 16)

#define KEYS(by, name, T, BLOCKS, ...)                                                                               \
    extern "C" __global__ void __launch_bounds__(BLOCK_THREADS, BLOCKS) attention_backward_keys_##name(              \
        OPERANDS(T), T *dk, TokenSteps dkSteps, T *dv, TokenSteps dvSteps, RowStatistics *statistics,                \
        HeadSizes sizes) {                                                                                           \
        extern __shared__ Chunk shared[];                                                                            \
        __shared__ RowStatistics passing[MOST_PASSING];                                                              \
        keysBy##by<__VA_ARGS__>(                                                                                     \
            {q, qSteps}, {k, kSteps}, {v, vSteps}, {dy, dySteps}, {dk, dkSteps}, {dv, dvSteps}, statistics, sizes,   \
            reinterpret_cast<T*>(shared), passing);                                                                  \
    }
KEYS(Warps, f16_64, Half, 3, Half, 64, 32)
KEYS(Warps, f16_128, Half, 2, Half, 128, 16)
KEYS(Warps, bf16_64, BFloat, 3, BFloat, 64, 32)
KEYS(Warps, bf16_128, BFloat, 2, BFloat, 128, 16)
KEYS(Threads, f32_64, float, 4, 64, 32, 32)
KEYS(Threads, f32_128, float, 4, 128, 16, 16)
