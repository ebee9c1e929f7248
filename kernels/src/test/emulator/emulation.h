// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// What a kernel compiled for the host and the emulated driver know of each other.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emulation {

struct Index {
    unsigned x, y, z;
};

/** One thread of a grid: what the built-in variables show. */
struct Thread {
    Index threadIdx, blockIdx, blockDim, gridDim;
};

/** What kernels call. The line is that of the source, to tell call sites apart. */
struct Runtime {
    const Thread* current;
    void* dynamicShared;
    void (*barrier)(int line);
    /** Meets the lanes of the mask and gives the 8 bytes that the source lane brought. */
    uint64_t (*shuffle)(unsigned mask, uint64_t value, unsigned source, int line);
    /** Meets the lanes of the mask and gives one bit for each that voted yes. */
    unsigned (*vote)(unsigned mask, bool yes, int line);
    /** Meets all 32 lanes and gives what each brought to work, which runs once and may write there. */
    void (*together)(void* brought, void (*work)(void* const* lanes), int line);
    void (*fault)(const char* message);
};

/** A kernel of a module, with its signature as the compiler saw it. */
struct Kernel {
    const char* name;
    void (*invoke)(void** arguments);
    int parameters;
    const std::size_t* sizes;
    const bool* pointers;
    /** Largest block of its launch bounds. */
    unsigned largestBlock;
};

/** The one symbol that the driver looks up in a module. */
struct Module {
    Runtime** runtime;
    const Kernel* kernels;
    int count;
    char* sharedStart;
    char* sharedEnd;
};

constexpr char IMAGE_MAGIC[8] = {'e', 'm', 'u', 'c', 'u', 'b', 'i', 'n'};

/** Precedes the shared object in what the emulated compiler returns. */
struct ImageHeader {
    char magic[8];
    uint64_t size;
};

}  // namespace emulation
