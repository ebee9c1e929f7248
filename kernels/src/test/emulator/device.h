// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// CUDA C for the host's compiler: included ahead of a kernel's source by the emulated NVRTC.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

#include "bits.h"
#include "emulation.h"

static emulation::Runtime* emulation_runtime;

// Where kernels tell what they touch, functions that stand for the hardware do not.
#ifdef EMULATION_CHECKED
#ifdef __clang__
#define EMULATION_SILENT disable_sanitizer_instrumentation
#else
#define EMULATION_SILENT no_sanitize("thread")
#endif
#define EMULATION_HARDWARE __attribute__((noinline, EMULATION_SILENT))
#include "checks.h"
#else
#define EMULATION_HARDWARE
#endif

#define __global__
#define __device__
#define __forceinline__ inline
#define __restrict__ __restrict
#define __launch_bounds__(...)
#define __align__(n) __attribute__((aligned(n)))
// All in one section, so that the driver can poison it between blocks and knows its size.
#define __shared__ static __attribute__((section("emulated_shared")))

#define __syncthreads() emulation::barrier(__LINE__)
#define __syncwarp() emulation::syncWarp(__LINE__)
#define __shfl_sync(mask, value, lane) emulation::shuffle(mask, value, lane, __LINE__)
#define __shfl_xor_sync(mask, value, bits) emulation::shuffle(mask, value, emulation::lane() ^ (bits), __LINE__)
#define __shfl_down_sync(mask, value, delta) emulation::shuffleDown(mask, value, delta, __LINE__)
#define __ballot_sync(mask, yes) emulation::vote(mask, yes, __LINE__)
#define __any_sync(mask, yes) (emulation::vote(mask, yes, __LINE__) != 0)
#define __all_sync(mask, yes) (emulation::vote(mask, yes, __LINE__) == (mask))

static char emulation_no_shared __attribute__((section("emulated_shared"), used));
extern "C" __attribute__((visibility("hidden"))) char __start_emulated_shared;
extern "C" __attribute__((visibility("hidden"))) char __stop_emulated_shared;

namespace emulation {

EMULATION_HARDWARE inline Index threadIndex() { return emulation_runtime->current->threadIdx; }
EMULATION_HARDWARE inline Index blockIndex() { return emulation_runtime->current->blockIdx; }
EMULATION_HARDWARE inline Index blockSize() { return emulation_runtime->current->blockDim; }
EMULATION_HARDWARE inline Index gridSize() { return emulation_runtime->current->gridDim; }

EMULATION_HARDWARE inline void* dynamicShared() { return emulation_runtime->dynamicShared; }
EMULATION_HARDWARE inline void barrier(int line) { emulation_runtime->barrier(line); }
EMULATION_HARDWARE inline void syncWarp(int line) { emulation_runtime->syncWarp(line); }
EMULATION_HARDWARE inline unsigned vote(unsigned mask, bool yes, int line) {
    return emulation_runtime->vote(mask, yes, line);
}

EMULATION_HARDWARE inline unsigned lane() {
    const Thread& t = *emulation_runtime->current;
    return (t.threadIdx.x + t.blockDim.x * (t.threadIdx.y + t.blockDim.y * t.threadIdx.z)) % 32;
}

template <class T>
EMULATION_HARDWARE T shuffle(unsigned mask, T value, unsigned source, int line) {
    static_assert(sizeof(T) <= sizeof(uint64_t), "a shuffle moves 8 bytes at most");
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof(T));
    bits = emulation_runtime->shuffle(mask, bits, source % 32, line);
    std::memcpy(&value, &bits, sizeof(T));
    return value;
}

/** Lanes without a partner keep their own value. */
template <class T>
EMULATION_HARDWARE T shuffleDown(unsigned mask, T value, unsigned delta, int line) {
    unsigned source = lane() + delta;
    return shuffle(mask, value, source < 32 ? source : lane(), line);
}

/** Calls a kernel with the arguments that cuLaunchKernel was given, and describes its signature. */
template <class... P>
struct Signature {
    static constexpr std::array<std::size_t, sizeof...(P) + 1> sizes{sizeof(P)..., 0};
    static constexpr std::array<bool, sizeof...(P) + 1> pointers{std::is_pointer_v<P>..., false};

    template <void (*kernel)(P...), std::size_t... I>
    EMULATION_HARDWARE static void call(void** arguments, std::index_sequence<I...>) {
        kernel(*static_cast<std::remove_const_t<P>*>(arguments[I])...);
    }

    template <void (*kernel)(P...)>
    EMULATION_HARDWARE static void invoke(void** arguments) {
        call<kernel>(arguments, std::index_sequence_for<P...>{});
    }
};

template <class... P>
Signature<P...> signatureOf(void (*)(P...));

}  // namespace emulation

// Behind everything that has members of these names.
#define threadIdx (emulation::threadIndex())
#define blockIdx (emulation::blockIndex())
#define blockDim (emulation::blockSize())
#define gridDim (emulation::gridSize())

#define EMULATION_KERNEL(name, largestBlock)                                                            \
    emulation::Kernel {                                                                                 \
        #name, &decltype(emulation::signatureOf(&name))::invoke<&name>,                                 \
                static_cast<int>(decltype(emulation::signatureOf(&name))::sizes.size()) - 1,            \
                decltype(emulation::signatureOf(&name))::sizes.data(),                                  \
                decltype(emulation::signatureOf(&name))::pointers.data(), largestBlock                  \
    }

template <class T>
EMULATION_HARDWARE inline T atomicAdd(T* address, T value) {
#ifdef EMULATION_CHECKED
    emulation_runtime->touch(address, sizeof(T), emulation::Access::ATOMIC, __builtin_return_address(0));
#endif
    T old = *address;
    *address = old + value;
    return old;
}
using std::max;
using std::min;
inline float __fdividef(float a, float b) { return a / b; }
inline float rsqrtf(float x) { return 1 / std::sqrt(x); }
