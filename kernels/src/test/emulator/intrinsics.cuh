// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// The host's counterpart of the resource intrinsics.cuh, which is inline PTX.
#pragma once

/** The float towards zero from a double. */
inline float narrowTowardsZero(double value) {
    float nearest = static_cast<float>(value);
    return std::fabs(nearest) > std::fabs(value) ? __uint_as_float(__float_as_uint(nearest) - 1) : nearest;
}

inline float exp2Fast(float x) {
    float y = std::exp2(x);
    return y < 0x1p-126f ? 0 : y;
}

inline unsigned narrowHalves(float low, float high) {
    return narrowHalf(low) | static_cast<unsigned>(narrowHalf(high)) << 16;
}

inline unsigned short narrowBFloat(float value) {
    unsigned bits = __float_as_uint(value);
    return static_cast<unsigned short>((value != value ? 0x7fff0000u : bits + 0x7fffu + (bits >> 16 & 1)) >> 16);
}

inline unsigned narrowBFloats(float low, float high) {
    return narrowBFloat(low) | static_cast<unsigned>(narrowBFloat(high)) << 16;
}

namespace emulation {

/** What a lane brings to a product of fragments. */
struct Fragments {
    float* d;
    const unsigned* a;
    const unsigned* b;
};

inline float widenHalfElement(unsigned bits) { return widenHalf(static_cast<unsigned short>(bits)); }
inline float widenBFloatElement(unsigned bits) { return __uint_as_float(bits << 16); }

/** D += A·B, gathered from the lanes; the products are added to D in the order of the inner index. */
template <float (*widenElement)(unsigned)>
EMULATION_HARDWARE void multiplyFragments(void* const* lanes) {
    float a[16][16];
    float b[8][16];
    for (int lane = 0; lane < 32; lane++) {
        const Fragments& brought = *static_cast<const Fragments*>(lanes[lane]);
        int row = lane / 4;
        int column = lane % 4 * 2;
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < 2; k++) {
                unsigned shift = 16 * i;
                a[row][column + 8 * k + i] = widenElement(brought.a[2 * k] >> shift & 0xffff);
                a[row + 8][column + 8 * k + i] = widenElement(brought.a[2 * k + 1] >> shift & 0xffff);
                b[row][column + 8 * k + i] = widenElement(brought.b[k] >> shift & 0xffff);
            }
        }
    }
    for (int lane = 0; lane < 32; lane++) {
        float* d = static_cast<const Fragments*>(lanes[lane])->d;
        for (int i = 0; i < 4; i++) {
            const float* row = a[lane / 4 + i / 2 * 8];
            const float* column = b[lane % 4 * 2 + i % 2];
            for (int k = 0; k < 16; k++) {
                d[i] += row[k] * column[k];
            }
        }
    }
}

/** What a lane brings to a load of matrices. */
struct MatrixRow {
    const unsigned short* row;
    unsigned* pairs;
    const void* site;
};

/** Every row is read by several lanes; two of them are enough to notice what others do to it. */
template <bool transposed>
EMULATION_HARDWARE inline void touchRows(void* const* lanes) {
    for (int named = 0; named < 32; named++) {
        const MatrixRow& brought = *static_cast<const MatrixRow*>(lanes[named]);
        int row = named % 8;
        int lane = transposed ? row / 2 : 4 * row;
        int other = transposed ? lane + 4 : lane + 1;
        emulation_runtime->touchAs(lane, brought.row, 16, Access::READ, brought.site);
        emulation_runtime->touchAs(other, brought.row, 16, Access::READ, brought.site);
    }
}

template <bool transposed>
EMULATION_HARDWARE void loadRows(void* const* lanes) {
#ifdef EMULATION_CHECKED
    touchRows<transposed>(lanes);
#endif
    for (int lane = 0; lane < 32; lane++) {
        for (int m = 0; m < 4; m++) {
            unsigned elements[2];
            for (int i = 0; i < 2; i++) {
                int row = transposed ? lane % 4 * 2 + i : lane / 4;
                int column = transposed ? lane / 4 : lane % 4 * 2 + i;
                elements[i] = static_cast<const MatrixRow*>(lanes[8 * m + row])->row[column];
            }
            static_cast<const MatrixRow*>(lanes[lane])->pairs[m] = elements[0] | elements[1] << 16;
        }
    }
}

template <bool transposed>
EMULATION_HARDWARE void loadWithWarp(unsigned (&pairs)[4], const void* row, int line, const void* site) {
    if (reinterpret_cast<uintptr_t>(row) % 16 != 0) {
        emulation_runtime->fault("loads a row of a matrix from an address that is no multiple of 16");
    }
    MatrixRow brought{static_cast<const unsigned short*>(row), pairs, site};
    emulation_runtime->together(&brought, loadRows<transposed>, line);
}

}  // namespace emulation

EMULATION_HARDWARE inline void multiplyHalves(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    emulation::Fragments brought{d, a, b};
    emulation_runtime->together(&brought, emulation::multiplyFragments<emulation::widenHalfElement>, __LINE__);
}

EMULATION_HARDWARE inline void multiplyBFloats(float (&d)[4], const unsigned (&a)[4], const unsigned (&b)[2]) {
    emulation::Fragments brought{d, a, b};
    emulation_runtime->together(&brought, emulation::multiplyFragments<emulation::widenBFloatElement>, __LINE__);
}

EMULATION_HARDWARE inline void loadMatrices(unsigned (&pairs)[4], const void* row) {
    emulation::loadWithWarp<false>(pairs, row, __LINE__, __builtin_return_address(0));
}

EMULATION_HARDWARE inline void loadTransposed(unsigned (&pairs)[4], const void* row) {
    emulation::loadWithWarp<true>(pairs, row, __LINE__, __builtin_return_address(0));
}

namespace emulation {

/** Happens as late as it may, so that a missing wait shows; zeros where there is no source. */
EMULATION_HARDWARE inline void beginCopy(void* shared, const void* source, const void* site) {
    if ((reinterpret_cast<uintptr_t>(shared) | reinterpret_cast<uintptr_t>(source)) % 16 != 0) {
        emulation_runtime->fault("copies 16 bytes from or to an address that is no multiple of 16");
    }
    emulation_runtime->copyLater(shared, source, site);
}

}  // namespace emulation

EMULATION_HARDWARE inline void copyThroughCache(void* shared, const void* global, bool there) {
    emulation::beginCopy(shared, there ? global : nullptr, __builtin_return_address(0));
}

EMULATION_HARDWARE inline void copyAsync(void* shared, const void* global) {
    emulation::beginCopy(shared, global, __builtin_return_address(0));
}

EMULATION_HARDWARE inline void awaitCopies() { emulation_runtime->awaitCopies(); }
