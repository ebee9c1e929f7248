// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Brings tokens that name the same row of a table together, in the order of the rows and then of the tokens: a radix sort
// by eight bits at a time, each pass stable. Integers only, so nothing depends on the order of blocks.
//
// Bound by its launches for some thousand tokens: one, and three for each eight bits of a row's number.
// 1. A block for each chunk of tokens, a thread for each of the 256 digits when counting and for each token when placing;
//    a token finds its place among equal digits by comparing itself with those before it in shared memory.
//    [not measured]

#include "elements.cuh"
#include "tokens.cuh"

#define DIGITS 256

template <class I>
__device__ inline void nameRows(
    const I* ids, long long batchStep, long long tokenStep, int tokens, int count, int rows, NamedRow* named) {
    for (int i = static_cast<int>(firstElement()); i < count; i += static_cast<int>(elementStep())) {
        I id = ids[i / tokens * batchStep + i % tokens * tokenStep];
        named[i] = {0 <= id && id < rows ? static_cast<int>(id) : rows, i};
    }
}

/** The digits of up to 256 tokens from a place on; −1 behind the last. */
__device__ inline void readDigits(const NamedRow* named, int from, int to, int shift, int* digits) {
    int i = from + threadIdx.x;
    digits[threadIdx.x] = i < to ? named[i].row >> shift & (DIGITS - 1) : -1;
    __syncthreads();
}

__device__ inline int occurrences(const int* digits, int digit, int before) {
    int found = 0;
    for (int i = 0; i < before; i++) {
        found += digits[i] == digit;
    }
    return found;
}

#define NAME_ROWS(suffix, I)                                                                           \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) name_rows_##suffix(                  \
        const I* ids, long long batchStep, long long tokenStep, int tokens, int count, int rows,       \
        NamedRow* named) {                                                                             \
        nameRows(ids, batchStep, tokenStep, tokens, count, rows, named);                               \
    }
NAME_ROWS(i32, int)
NAME_ROWS(i64, long long)

/** How often each digit occurs in each chunk: counts[digit][chunk]. */
extern "C" __global__ void __launch_bounds__(DIGITS)
    count_digits(const NamedRow* named, int count, int chunk, int shift, int* counts) {
    __shared__ int digits[DIGITS];
    int to = endOfStretch(blockIdx.x, chunk, count);
    int found = 0;
    for (int from = blockIdx.x * chunk; from < to; from += DIGITS) {
        readDigits(named, from, to, shift, digits);
        found += occurrences(digits, threadIdx.x, DIGITS);
        __syncthreads();
    }
    counts[threadIdx.x * gridDim.x + blockIdx.x] = found;
}

/** Each count becomes the sum of all before it. */
extern "C" __global__ void __launch_bounds__(DIGITS) sum_counts(int* counts, int chunks) {
    __shared__ int totals[DIGITS];
    int* own = counts + static_cast<long long>(threadIdx.x) * chunks;
    int total = 0;
    for (int i = 0; i < chunks; i++) {
        total += own[i];
    }
    totals[threadIdx.x] = total;
    __syncthreads();
    int before = 0;
    for (int digit = 0; digit < static_cast<int>(threadIdx.x); digit++) {
        before += totals[digit];
    }
    for (int i = 0; i < chunks; i++) {
        int here = own[i];
        own[i] = before;
        before += here;
    }
}

/** Moves tokens to their places, given by the sums of counts. */
extern "C" __global__ void __launch_bounds__(DIGITS) place_tokens(
    const NamedRow* named, int count, int chunk, int shift, const int* counts, NamedRow* placed) {
    __shared__ int digits[DIGITS];
    __shared__ int places[DIGITS];
    places[threadIdx.x] = counts[threadIdx.x * gridDim.x + blockIdx.x];
    int to = endOfStretch(blockIdx.x, chunk, count);
    for (int from = blockIdx.x * chunk; from < to; from += DIGITS) {
        readDigits(named, from, to, shift, digits);
        int digit = digits[threadIdx.x];
        if (digit >= 0) {
            placed[places[digit] + occurrences(digits, digit, threadIdx.x)] = named[from + threadIdx.x];
        }
        __syncthreads();
        places[threadIdx.x] += occurrences(digits, threadIdx.x, DIGITS);
        __syncthreads();
    }
}
