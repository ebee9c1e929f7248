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
