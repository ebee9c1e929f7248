// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// cuBLAS with plain loops: the one product that jclip calls. Built twice, as the library of CUDA 12 with its symbol
// version, which JCublas asks for, and as that of CUDA 13.
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "bits.h"
#include "emulation.h"

#ifndef EMULATION_CUDA
#error "define EMULATION_CUDA, the major version"
#endif

extern "C" int emulation_submit(void* stream, int (*work)(const void*), void* argument, void (*release)(void*));
extern "C" bool emulation_is_device(const void* pointer, std::size_t bytes, const char* what);
extern "C" int emulation_enter(const char* call);

namespace {

enum : int {
    CUBLAS_STATUS_SUCCESS = 0,
    CUBLAS_STATUS_NOT_INITIALIZED = 1,
    CUBLAS_STATUS_INVALID_VALUE = 7,
    CUBLAS_STATUS_EXECUTION_FAILED = 13,
    CUBLAS_STATUS_NOT_SUPPORTED = 15,
};

enum : int { CUDA_R_32F = 0, CUDA_R_16F = 2, CUDA_R_16BF = 14 };
enum : int { CUBLAS_COMPUTE_32F = 68 };

struct Handle {
    void* stream = nullptr;
};

std::set<Handle*> handles;

float load(const void* base, int type, int64_t i) {
    switch (type) {
        case CUDA_R_32F:
            return static_cast<const float*>(base)[i];
        case CUDA_R_16F:
            return widenHalf(static_cast<const uint16_t*>(base)[i]);
        default:
            return __uint_as_float(unsigned(static_cast<const uint16_t*>(base)[i]) << 16);
    }
}

void store(void* base, int type, int64_t i, float value) {
    switch (type) {
        case CUDA_R_32F:
            static_cast<float*>(base)[i] = value;
            break;
        case CUDA_R_16F:
            static_cast<uint16_t*>(base)[i] = narrowHalf(value);
            break;
        default: {
            unsigned bits = __float_as_uint(value);
            static_cast<uint16_t*>(base)[i] = uint16_t((bits + 0x7fffu + ((bits >> 16) & 1)) >> 16);
        }
    }
}

struct Operand {
    const void* base;
    int type;
    int64_t leading, stride;
};

struct Product {
    bool transposeA, transposeB;
    int m, n, k, batch;
    float alpha, beta;
    Operand a, b;
    Operand c;
};

std::size_t bytesOf(int type) { return type == CUDA_R_32F ? 4 : 2; }

/** The bytes from an operand's first element to its last. */
std::size_t extent(const Operand& o, int rows, int columns, int batch) {
    if (rows == 0 || columns == 0 || batch == 0) {
        return 0;
    }
    return ((batch - 1) * o.stride + (columns - 1) * o.leading + rows) * bytesOf(o.type);
}

int multiply(const void* argument) {
    const Product& p = *static_cast<const Product*>(argument);
    bool there =
        emulation_is_device(
            p.a.base, extent(p.a, p.transposeA ? p.k : p.m, p.transposeA ? p.m : p.k, p.batch), "A of a product")
        && emulation_is_device(
            p.b.base, extent(p.b, p.transposeB ? p.n : p.k, p.transposeB ? p.k : p.n, p.batch), "B of a product")
        && emulation_is_device(p.c.base, extent(p.c, p.m, p.n, p.batch), "C of a product");
    if (!there) {
        constexpr int CUDA_ERROR_ILLEGAL_ADDRESS = 700;
        return CUDA_ERROR_ILLEGAL_ADDRESS;
    }
    std::vector<float> a(std::size_t(p.m) * p.k);
    std::vector<float> b(std::size_t(p.k) * p.n);
    for (int batch = 0; batch < p.batch; batch++) {
        for (int row = 0; row < p.m; row++) {
            for (int i = 0; i < p.k; i++) {
                int64_t at = p.transposeA ? i + row * p.a.leading : row + i * p.a.leading;
                a[std::size_t(row) * p.k + i] = load(p.a.base, p.a.type, batch * p.a.stride + at);
            }
        }
        for (int column = 0; column < p.n; column++) {
            for (int i = 0; i < p.k; i++) {
                int64_t at = p.transposeB ? column + i * p.b.leading : i + column * p.b.leading;
                b[std::size_t(column) * p.k + i] = load(p.b.base, p.b.type, batch * p.b.stride + at);
            }
        }
        for (int column = 0; column < p.n; column++) {
            for (int row = 0; row < p.m; row++) {
                float sum = 0;
                for (int i = 0; i < p.k; i++) {
                    sum += a[std::size_t(row) * p.k + i] * b[std::size_t(column) * p.k + i];
                }
                int64_t c = batch * p.c.stride + row + column * p.c.leading;
                float old = p.beta == 0 ? 0 : p.beta * load(p.c.base, p.c.type, c);
                store(const_cast<void*>(p.c.base), p.c.type, c, p.alpha * sum + old);
            }
        }
    }
    return 0;
}

void release(void* product) { delete static_cast<Product*>(product); }

bool known(int type) { return type == CUDA_R_32F || type == CUDA_R_16F || type == CUDA_R_16BF; }

int entered(const char* call) {
    return emulation_enter(call) == 0 ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT int cublasCreate_v2(Handle** handle) {
    if (int failed = entered("cublasCreate")) {
        return failed;
    }
    *handle = *handles.insert(new Handle).first;
    return CUBLAS_STATUS_SUCCESS;
}

EXPORT int cublasDestroy_v2(Handle* handle) {
    if (handles.erase(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    delete handle;
    return entered("cublasDestroy");
}

EXPORT int cublasSetStream_v2(Handle* handle, void* stream) {
    if (handles.count(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    handle->stream = stream;
    return entered("cublasSetStream");
}

EXPORT int cublasGetVersion_v2(Handle* handle, int* version) {
    *version = EMULATION_CUDA * 10000 + 800;
    return handles.count(handle) == 0 ? CUBLAS_STATUS_NOT_INITIALIZED : entered("cublasGetVersion");
}

EXPORT const char* cublasGetStatusName(int status) {
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

/** Column-major, as cuBLAS: C ← α·op(A)·op(B) + β·C for each of a batch. α and β lie on the host. */
EXPORT int cublasGemmStridedBatchedEx(
    Handle* handle,
    int transposeA,
    int transposeB,
    int m,
    int n,
    int k,
    const float* alpha,
    const void* a,
    int typeA,
    int leadingA,
    long long strideA,
    const void* b,
    int typeB,
    int leadingB,
    long long strideB,
    const float* beta,
    void* c,
    int typeC,
    int leadingC,
    long long strideC,
    int batch,
    int compute,
    int) {
    if (int failed = entered("cublasGemmStridedBatchedEx")) {
        return failed;
    }
    if (handles.count(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    int rowsA = transposeA ? k : m;
    int rowsB = transposeB ? n : k;
    if (m < 0 || n < 0 || k < 0 || batch < 0 || leadingA < (rowsA > 1 ? rowsA : 1)
        || leadingB < (rowsB > 1 ? rowsB : 1) || leadingC < (m > 1 ? m : 1)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    if (!known(typeA) || typeB != typeA || typeC != typeA || compute != CUBLAS_COMPUTE_32F) {
        return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    auto* product = new Product{transposeA != 0, transposeB != 0, m, n, k, batch, *alpha, *beta,
                                {a, typeA, leadingA, strideA}, {b, typeB, leadingB, strideB},
                                {c, typeC, leadingC, strideC}};
    return emulation_submit(handle->stream, &multiply, product, &release) == 0 ? CUBLAS_STATUS_SUCCESS
                                                                     : CUBLAS_STATUS_EXECUTION_FAILED;
}

// ---- for tests ----

EXPORT long emulation_cublas_handles() { return static_cast<long>(handles.size()); }

EXPORT void emulation_cublas_reset() {
    for (Handle* handle : handles) {
        delete handle;
    }
    handles.clear();
}
