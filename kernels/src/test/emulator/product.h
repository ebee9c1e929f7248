// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// A matrix product with plain loops, for the emulated cuBLAS and cublasLt: what they share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bits.h"

extern "C" int emulation_submit(void* stream, int (*work)(const void*), void* argument, void (*release)(void*));
extern "C" bool emulation_is_device(const void* pointer, std::size_t bytes, const char* what);
extern "C" int emulation_enter(const char* call);
extern "C" void emulation_pass(double milliseconds);

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace emulation {

enum : int {
    CUBLAS_STATUS_SUCCESS = 0,
    CUBLAS_STATUS_NOT_INITIALIZED = 1,
    CUBLAS_STATUS_INVALID_VALUE = 7,
    CUBLAS_STATUS_EXECUTION_FAILED = 13,
    CUBLAS_STATUS_NOT_SUPPORTED = 15,
};

enum : int { CUDA_R_32F = 0, CUDA_R_16F = 2, CUDA_R_16BF = 14 };
enum : int { CUBLAS_COMPUTE_32F = 68, CUBLAS_COMPUTE_32F_FAST_TF32 = 77 };

constexpr int CUDA_ERROR_ILLEGAL_ADDRESS = 700;
constexpr int CUDA_ERROR_NOT_SUPPORTED = 801;

/** Counts a call; a test may want it to fail, or to say that the library does not do that. */
inline int entered(const char* call) {
    switch (emulation_enter(call)) {
        case 0:
            return CUBLAS_STATUS_SUCCESS;
        case CUDA_ERROR_NOT_SUPPORTED:
            return CUBLAS_STATUS_NOT_SUPPORTED;
        default:
            return CUBLAS_STATUS_EXECUTION_FAILED;
    }
}

inline const char* statusName(int status) {
    switch (status) {
        case CUBLAS_STATUS_SUCCESS:
            return "CUBLAS_STATUS_SUCCESS";
        case CUBLAS_STATUS_NOT_INITIALIZED:
            return "CUBLAS_STATUS_NOT_INITIALIZED";
        case CUBLAS_STATUS_INVALID_VALUE:
            return "CUBLAS_STATUS_INVALID_VALUE";
        case CUBLAS_STATUS_EXECUTION_FAILED:
            return "CUBLAS_STATUS_EXECUTION_FAILED";
        default:
            return "CUBLAS_STATUS_NOT_SUPPORTED";
    }
}

inline bool isFloating(int type) { return type == CUDA_R_32F || type == CUDA_R_16F || type == CUDA_R_16BF; }

/** Whether elements of a type are multiplied that way: TF32 is a way to multiply floats. */
inline bool isComputed(int type, int compute) {
    return isFloating(type)
           && (compute == CUBLAS_COMPUTE_32F || (compute == CUBLAS_COMPUTE_32F_FAST_TF32 && type == CUDA_R_32F));
}

inline std::size_t bytesOf(int type) { return type == CUDA_R_32F ? 4 : 2; }

inline float load(const void* base, int type, int64_t i) {
    switch (type) {
        case CUDA_R_32F:
            return static_cast<const float*>(base)[i];
        case CUDA_R_16F:
            return widenHalf(static_cast<const uint16_t*>(base)[i]);
        default:
            return __uint_as_float(unsigned(static_cast<const uint16_t*>(base)[i]) << 16);
    }
}

/** The upper bits of a float, to nearest-even; NaN stays NaN. */
inline unsigned roundBits(float value, int dropped) {
    unsigned bits = __float_as_uint(value);
    if (value != value) {
        return bits | 0x400000u;
    }
    unsigned half = 1u << (dropped - 1);
    return (bits + half - 1 + (bits >> dropped & 1)) & ~(2 * half - 1);
}

inline void store(void* base, int type, int64_t i, float value) {
    switch (type) {
        case CUDA_R_32F:
            static_cast<float*>(base)[i] = value;
            break;
        case CUDA_R_16F:
            static_cast<uint16_t*>(base)[i] = narrowHalf(value);
            break;
        default:
            static_cast<uint16_t*>(base)[i] = uint16_t(roundBits(value, 16) >> 16);
    }
}

/** Matrices of a batch, column by column. */
struct Operand {
    const void* base;
    int64_t leading, stride;

    /** The bytes from the first element to the last. */
    std::size_t extent(int rows, int columns, int batch, int type) const {
        return rows == 0 || columns == 0 || batch == 0
                   ? 0
                   : ((batch - 1) * stride + (columns - 1) * leading + rows) * bytesOf(type);
    }
};

/** D = relu(alpha op(A) op(B) + beta C + bias), rounded once, with sums in float. */
struct Product {
    bool transposeA, transposeB;
    int m, n, k, batch, type, compute;
    float alpha, beta;
    Operand a, b, c, d;
    /** One element for each row of D, or null. */
    const void* bias;
    bool relu;
    /** Scratch memory, whose contents are nobody's. */
    void* workspace;
    std::size_t workspaceBytes;
    /** That it takes longer than the host needs for it. */
    double milliseconds;

    bool isOnDevice() const {
        return emulation_is_device(
                   a.base, a.extent(transposeA ? k : m, transposeA ? m : k, batch, type), "A of a product")
               && emulation_is_device(
                   b.base, b.extent(transposeB ? n : k, transposeB ? k : n, batch, type), "B of a product")
               && (beta == 0 || emulation_is_device(c.base, c.extent(m, n, batch, type), "C of a product"))
               && emulation_is_device(d.base, d.extent(m, n, batch, type), "D of a product")
               && (bias == nullptr || emulation_is_device(bias, m * bytesOf(type), "the bias of a product"))
               && (workspace == nullptr
                   || emulation_is_device(workspace, workspaceBytes, "the workspace of a product"));
    }

    /** An operand of the product: tensor cores take the upper 19 bits of a float for TF32. */
    float factor(const Operand& operand, int64_t at) const {
        constexpr int TF32_DROPPED = 13;
        float value = load(operand.base, type, at);
        return compute == CUBLAS_COMPUTE_32F ? value : __uint_as_float(roundBits(value, TF32_DROPPED));
    }

    void run() const {
        std::vector<float> left(std::size_t(m) * k);
        std::vector<float> right(std::size_t(k) * n);
        for (int i = 0; i < batch; i++) {
            for (int row = 0; row < m; row++) {
                for (int j = 0; j < k; j++) {
                    int64_t at = transposeA ? j + row * a.leading : row + j * a.leading;
                    left[std::size_t(row) * k + j] = factor(a, i * a.stride + at);
                }
            }
            for (int column = 0; column < n; column++) {
                for (int j = 0; j < k; j++) {
                    int64_t at = transposeB ? column + j * b.leading : j + column * b.leading;
                    right[std::size_t(column) * k + j] = factor(b, i * b.stride + at);
                }
            }
            for (int column = 0; column < n; column++) {
                for (int row = 0; row < m; row++) {
                    float sum = 0;
                    for (int j = 0; j < k; j++) {
                        sum += left[std::size_t(row) * k + j] * right[std::size_t(column) * k + j];
                    }
                    finish(sum, i, row, column);
                }
            }
        }
    }

    void finish(float sum, int i, int row, int column) const {
        float value = alpha * sum;
        if (beta != 0) {
            value += beta * load(c.base, type, i * c.stride + row + column * c.leading);
        }
        if (bias != nullptr) {
            value += load(bias, type, row);
        }
        if (relu && value < 0) {
            value = 0;
        }
        store(const_cast<void*>(d.base), type, i * d.stride + row + column * d.leading, value);
    }
};

/** Queues a product on a stream. */
inline int submit(void* stream, const Product& product) {
    int (*work)(const void*) = [](const void* argument) {
        const Product& p = *static_cast<const Product*>(argument);
        if (!p.isOnDevice()) {
            return CUDA_ERROR_ILLEGAL_ADDRESS;
        }
        if (p.workspace != nullptr) {
            std::memset(p.workspace, 0xff, p.workspaceBytes);
        }
        p.run();
        emulation_pass(p.milliseconds);
        return 0;
    };
    void (*release)(void*) = [](void* argument) { delete static_cast<Product*>(argument); };
    return emulation_submit(stream, work, new Product(product), release) == 0 ? CUBLAS_STATUS_SUCCESS
                                                                              : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace emulation
