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

enum class Access : uint8_t { READ, WRITE, ATOMIC };

/** What kernels call. The line is that of the source, to tell call sites apart. */
struct Runtime {
    const Thread* current;
    void* dynamicShared;
    void (*barrier)(int line);
    /** Meets the lanes of the mask and gives the 8 bytes that the source lane brought. */
    uint64_t (*shuffle)(unsigned mask, uint64_t value, unsigned source, int line);
    /** Meets the lanes of the mask and gives one bit for each that voted yes. */
    unsigned (*vote)(unsigned mask, bool yes, int line);
    /** Meets all 32 lanes, which see from then on what the others have done to memory. */
    void (*syncWarp)(int line);
    /** Meets all 32 lanes and gives what each brought to work, which runs once and may write there. */
    void (*together)(void* brought, void (*work)(void* const* lanes), int line);
    /** Copies 16 bytes when they are awaited, or zeros where there is no source. */
    void (*copyLater)(void* target, const void* source, const void* site);
    void (*awaitCopies)();
    void (*fault)(const char* message);
    /** Where the stacks of threads are: what they touch there is their own. */
    const char* stacks;
    std::size_t stackBytes;
    /** Checks that the current thread may touch memory. The site is an address in the kernel's code. */
    void (*touch)(const void* address, std::size_t bytes, Access access, const void* site);
    /** As touch, by another lane of the current warp. */
    void (*touchAs)(unsigned lane, const void* address, std::size_t bytes, Access access, const void* site);
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
    /** Whether the kernels tell what memory they touch. */
    bool checked;
};

constexpr char IMAGE_MAGIC[8] = {'e', 'm', 'u', 'c', 'u', 'b', 'i', 'n'};

/** Precedes the shared object in what the emulated compiler returns. */
struct ImageHeader {
    char magic[8];
    uint64_t size;
};

}  // namespace emulation
