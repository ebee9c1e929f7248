// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// dtable[id] ← dtable[id] + Σ dy[token] over the tokens of each id, which token_sort.cu has brought together. Tokens that
// name no row of the table are left out.
//
// Bound by memory: one element read, and one read and written for each row that is named. Padding
// names one row in most of the tokens.
// 1. Runs of sorted tokens of the same length, a block for each run and 256 columns. A row whose tokens lie in one run is
//    added to at once. What a row has in other runs than its first, and in its first if there are others, goes to a list;
//    a second kernel adds the list up in the order of the runs. With runs of √tokens both steps are equally long for a
//    row that every token names. Four tokens are read ahead.  [not measured]

#include "elements.cuh"
#include "tokens.cuh"

#define READ_AHEAD 4

/** One block's view: a run of sorted tokens and a column. */
struct Run {
    int from;
    int to;
    int count;
    bool beginsEarlier;
    bool goesOn;

    __device__ Run(const NamedRow* named, int index, int length, int tokens)
        : from(index * length), to(endOfStretch(index, length, tokens)), count(tokens),
          beginsEarlier(from > 0 && named[from - 1].row == named[from].row),
          goesOn(to < count && named[to].row == named[to - 1].row) {}
};

template <class T>
__device__ inline void addTo(T* table, int rows, int row, long long width, int column, float sum) {
    if (row < rows) {
        T* target = table + row * width + column;
        store(*target, widen(*target) + sum);
    }
}

/** @param heads for each run the sum of its first row where that begins earlier; @param tails of its last that goes on */
template <class T>
__device__ inline void sumRuns(
    const NamedRow* named, int count, int length, const T* dy, int width, T* table, int rows, float* heads,
    float* tails) {
    int column = blockIdx.y * ELEMENT_THREADS + threadIdx.x;
    if (column >= width) {
        return;
    }
    Run run(named, blockIdx.x, length, count);
    long long listed = static_cast<long long>(blockIdx.x) * width + column;
    int row = named[run.from].row;
    bool head = run.beginsEarlier;
    float sum = 0;
    for (int first = run.from; first < run.to; first += READ_AHEAD) {
        float ahead[READ_AHEAD];
        for (int i = 0; i < READ_AHEAD; i++) {
            ahead[i] = first + i < run.to
                           ? widen(dy[static_cast<long long>(named[first + i].token) * width + column])
                           : 0;
        }
        for (int i = 0; i < READ_AHEAD && first + i < run.to; i++) {
            int next = named[first + i].row;
            if (next != row) {
                if (head) {
                    heads[listed] = sum;
                } else {
                    addTo(table, rows, row, width, column, sum);
                }
                row = next;
                head = false;
                sum = 0;
            }
            sum += ahead[i];
        }
    }
    if (head) {
        heads[listed] = sum;
    } else if (run.goesOn) {
        tails[listed] = sum;
    } else {
        addTo(table, rows, row, width, column, sum);
    }
}

/** For the run in which a row begins that goes on. */
template <class T>
__device__ inline void joinRuns(
    const NamedRow* named, int count, int length, int width, T* table, int rows, const float* heads,
    const float* tails) {
    int column = blockIdx.y * ELEMENT_THREADS + threadIdx.x;
    Run run(named, blockIdx.x, length, count);
    int row = named[run.to - 1].row;
    bool beginsHere = !run.beginsEarlier || named[run.from].row != row;
    if (column >= width || !run.goesOn || !beginsHere) {
        return;
    }
    float sum = tails[static_cast<long long>(blockIdx.x) * width + column];
    int next = blockIdx.x + 1;
    for (int from = run.to; from < count && named[from].row == row; from += length) {
        sum += heads[static_cast<long long>(next) * width + column];
        next++;
    }
    addTo(table, rows, row, width, column, sum);
}

#define EMBEDDING_LOOKUP_BACKWARD(suffix, T)                                                                     \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) sum_runs_##suffix(                             \
        const NamedRow* named, int count, int length, const T* dy, int width, T* table, int rows, float* heads,  \
        float* tails) {                                                                                          \
        sumRuns(named, count, length, dy, width, table, rows, heads, tails);                                     \
    }                                                                                                            \
    extern "C" __global__ void __launch_bounds__(ELEMENT_THREADS) join_runs_##suffix(                            \
        const NamedRow* named, int count, int length, int width, T* table, int rows, const float* heads,         \
        const float* tails) {                                                                                    \
        joinRuns(named, count, length, width, table, rows, heads, tails);                                        \
    }
FOR_EACH_TYPE(EMBEDDING_LOOKUP_BACKWARD)
