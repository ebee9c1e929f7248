// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// What CUDA C says only with the toolkit's headers, which a machine that runs jclip need not have: inline PTX.
#pragma once

__device__ inline float widenHalf(unsigned short bits) {
    float value;
    asm("cvt.f32.f16 %0, %1;" : "=f"(value) : "h"(bits));
    return value;
}

/** To nearest-even. */
__device__ inline unsigned short narrowHalf(float value) {
    unsigned short bits;
    asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(value));
    return bits;
}

__device__ inline float narrowTowardsZero(double value) {
    return __double2float_rz(value);
}

/** 2^x, with a relative error of 2^-22; results below 2^-126 are 0. */
__device__ inline float exp2Fast(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

/** Two numbers of binary16, the first in the lower half, to nearest-even. */
__device__ inline unsigned narrowHalves(float low, float high) {
#if __CUDA_ARCH__ >= 800
    unsigned pair;
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
#else
    return narrowHalf(low) | static_cast<unsigned>(narrowHalf(high)) << 16;
#endif
}

/** Two numbers of bfloat16, the first in the lower half, to nearest-even. */
__device__ inline unsigned narrowBFloats(float low, float high) {
#if __CUDA_ARCH__ >= 800
    unsigned pair;
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
    return pair;
#else
    unsigned lowBits = __float_as_uint(low);
    unsigned highBits = __float_as_uint(high);
    lowBits = low != low ? 0x7fff0000u : lowBits + 0x7fffu + ((lowBits >> 16) & 1u);
    highBits = high != high ? 0x7fff0000u : highBits + 0x7fffu + ((highBits >> 16) & 1u);
    return lowBits >> 16 | (highBits & 0xffff0000u);
#endif
}

/** d += a·b by all lanes of a warp, in fragments as mma.cuh describes them. */
__device__ inline void multiplyHalves(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    for (int half = 0; half < 2; half++) {
        asm volatile(
            "mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
            : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
            : "r"(a[2 * half]), "r"(a[2 * half + 1]), "r"(b[half]));
    }
#endif
}

/** As multiplyHalves. */
__device__ inline void multiplyBFloats(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
#if __CUDA_ARCH__ >= 800
    asm volatile(
        "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
#else
    // Tensor cores before compute capability 8.0 know no bfloat16.
    int lane = threadIdx.x % 32;
    for (int owner = 0; owner < 4; owner++) {
        for (int k = 0; k < 2; k++) {
            unsigned upper = __shfl_sync(0xffffffffu, a[2 * k], lane / 4 * 4 + owner);
            unsigned lower = __shfl_sync(0xffffffffu, a[2 * k + 1], lane / 4 * 4 + owner);
            for (int column = 0; column < 2; column++) {
                unsigned right = __shfl_sync(0xffffffffu, b[k], (lane % 4 * 2 + column) * 4 + owner);
                float low = __uint_as_float(right << 16);
                float high = __uint_as_float(right & 0xffff0000u);
                d[column] += __uint_as_float(upper << 16) * low + __uint_as_float(upper & 0xffff0000u) * high;
                d[2 + column] += __uint_as_float(lower << 16) * low + __uint_as_float(lower & 0xffff0000u) * high;
            }
        }
    }
#endif
}

/**
 * Four 8×8 matrices of 16-bit elements from shared memory. Lane 8·m + r names row r of matrix m, 16 bytes at a multiple
 * of 16; lane l gets of each matrix the elements 2·(l % 4) and 2·(l % 4) + 1 of row l / 4.
 */
__device__ inline void loadMatrices(unsigned (&pairs)[4], const void* row) {
    asm volatile(
        "ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
        : "=r"(pairs[0]), "=r"(pairs[1]), "=r"(pairs[2]), "=r"(pairs[3])
        : "r"(static_cast<unsigned>(__cvta_generic_to_shared(row)))
        : "memory");
}

/** As loadMatrices, but lane l gets the elements of column l / 4 in rows 2·(l % 4) and 2·(l % 4) + 1. */
__device__ inline void loadTransposed(unsigned (&pairs)[4], const void* row) {
    asm volatile(
        "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
        : "=r"(pairs[0]), "=r"(pairs[1]), "=r"(pairs[2]), "=r"(pairs[3])
        : "r"(static_cast<unsigned>(__cvta_generic_to_shared(row)))
        : "memory");
}

/**
 * Copies 16 bytes to shared memory, both at a multiple of 16, without waiting where the GPU can (from compute capability
 * 8.0 on): this thread sees them after awaitCopies, others after a barrier behind that.
 */
__device__ inline void copyAsync(void* shared, const void* global) {
    unsigned target = static_cast<unsigned>(__cvta_generic_to_shared(shared));
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" : : "r"(target), "l"(global) : "memory");
#else
    asm volatile(
        "{ .reg .b32 w<4>; ld.global.v4.b32 {w0,w1,w2,w3}, [%1]; st.shared.v4.b32 [%0], {w0,w1,w2,w3}; }"
        :
        : "r"(target), "l"(global)
        : "memory");
#endif
}

/**
 * As copyAsync, but copies zeros if the elements are not there, and keeps what it reads in the first cache, for reads that
 * overlap.
 *
 * @param global need not be an address of memory if they are not there
 */
__device__ inline void copyThroughCache(void* shared, const void* global, bool there) {
#if __CUDA_ARCH__ >= 800
    unsigned target = static_cast<unsigned>(__cvta_generic_to_shared(shared));
    int bytes = there ? 16 : 0;
    asm volatile("cp.async.ca.shared.global [%0], [%1], 16, %2;" : : "r"(target), "l"(global), "r"(bytes) : "memory");
#else
    ulonglong2 value = {0, 0};
    if (there) {
        value = *static_cast<const ulonglong2*>(global);
    }
    *static_cast<ulonglong2*>(shared) = value;
#endif
}

/** Waits for all copies that this thread has begun. */
__device__ inline void awaitCopies() {
#if __CUDA_ARCH__ >= 800
    asm volatile("cp.async.wait_all;" : : : "memory");
#endif
}
