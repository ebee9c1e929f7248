// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Floats as bits, and binary16, under the names that kernels know.
#pragma once

#include <cmath>
#include <cstring>

inline unsigned __float_as_uint(float x) {
    unsigned bits;
    std::memcpy(&bits, &x, sizeof(bits));
    return bits;
}
inline float __uint_as_float(unsigned bits) {
    float x;
    std::memcpy(&x, &bits, sizeof(x));
    return x;
}

inline float widenHalf(unsigned short bits) {
    unsigned sign = (bits & 0x8000u) << 16;
    unsigned exponent = (bits >> 10) & 0x1f;
    unsigned fraction = bits & 0x3ff;
    if (exponent == 0x1f) {
        return __uint_as_float(sign | 0x7f800000u | fraction << 13);
    }
    if (exponent != 0) {
        return __uint_as_float(sign | (exponent + 112) << 23 | fraction << 13);
    }
    float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
}

inline unsigned short narrowHalf(float value) {
    unsigned bits = __float_as_uint(value);
    unsigned sign = (bits >> 16) & 0x8000u;
    float magnitude = std::fabs(value);
    if (std::isnan(value)) {
        return static_cast<unsigned short>(sign | 0x7e00u);
    }
    if (magnitude >= 65520.0f) {
        return static_cast<unsigned short>(sign | 0x7c00u);
    }
    if (magnitude < 0x1p-14f) {
        return static_cast<unsigned short>(sign | static_cast<unsigned>(std::nearbyint(magnitude * 0x1p24f)));
    }
    unsigned rounded = (bits & 0x7fffffffu) + 0xfffu + ((bits >> 13) & 1);
    return static_cast<unsigned short>(sign | ((rounded >> 13) - (112u << 10)));
}
