// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// cuBLAS with plain loops: the one product that jclip calls. Built twice, as the library of CUDA 12 with its symbol
// version, which JCublas asks for, and as that of CUDA 13.
#include <cstdint>
#include <set>

#include "product.h"

#ifndef EMULATION_CUDA
#error "define EMULATION_CUDA, the major version"
#endif

using namespace emulation;

namespace {

constexpr int DISALLOW_REDUCED_PRECISION_REDUCTION = 16;

/** The library may write to a workspace whenever it multiplies; the emulation to as much as this. */
constexpr std::size_t TOUCHED_WORKSPACE = 4096;

struct Handle {
    void* stream = nullptr;
    void* workspace = nullptr;
    std::size_t workspaceBytes = 0;
    int mathMode = 0;
};

std::set<Handle*> handles;

}  // namespace

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

/** Takes the workspace away, as the library does. */
EXPORT int cublasSetStream_v2(Handle* handle, void* stream) {
    if (handles.count(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    handle->stream = stream;
    handle->workspace = nullptr;
    return entered("cublasSetStream");
}

EXPORT int cublasSetWorkspace_v2(Handle* handle, void* workspace, std::size_t bytes) {
    constexpr std::uintptr_t ALIGNMENT = 256;
    if (handles.count(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (reinterpret_cast<std::uintptr_t>(workspace) % ALIGNMENT != 0
        || !emulation_is_device(workspace, bytes, "the workspace of cuBLAS")) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    handle->workspace = workspace;
    handle->workspaceBytes = bytes;
    return entered("cublasSetWorkspace");
}

EXPORT int cublasSetMathMode(Handle* handle, int mode) {
    if (handles.count(handle) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (mode != DISALLOW_REDUCED_PRECISION_REDUCTION) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    handle->mathMode = mode;
    return entered("cublasSetMathMode");
}

EXPORT int cublasGetVersion_v2(Handle* handle, int* version) {
    *version = EMULATION_CUDA * 10000 + 800;
    return handles.count(handle) == 0 ? CUBLAS_STATUS_NOT_INITIALIZED : entered("cublasGetVersion");
}

EXPORT const char* cublasGetStatusName(int status) { return statusName(status); }

/**
 * Column-major, as cuBLAS: C ← α·op(A)·op(B) + β·C for each of a batch. α and β lie on the host. Without a workspace of
 * the caller's, the library would allocate one, which the capture of a graph does not allow: refused here.
 */
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
    if (handles.count(handle) == 0 || handle->workspace == nullptr || handle->mathMode == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    int rowsA = transposeA ? k : m;
    int rowsB = transposeB ? n : k;
    if (m < 0 || n < 0 || k < 0 || batch < 0 || leadingA < (rowsA > 1 ? rowsA : 1)
        || leadingB < (rowsB > 1 ? rowsB : 1) || leadingC < (m > 1 ? m : 1)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    if (typeB != typeA || typeC != typeA || !isComputed(typeA, compute)) {
        return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    Operand result{c, leadingC, strideC};
    std::size_t touched = handle->workspaceBytes < TOUCHED_WORKSPACE ? handle->workspaceBytes : TOUCHED_WORKSPACE;
    return submit(handle->stream, Product{transposeA != 0, transposeB != 0, m, n, k, batch, typeA, compute, *alpha,
                                          *beta, {a, leadingA, strideA}, {b, leadingB, strideB}, result, result,
                                          nullptr, false, handle->workspace, touched});
}

// ---- for tests ----

EXPORT long emulation_cublas_handles() { return static_cast<long>(handles.size()); }

EXPORT void emulation_cublas_reset() {
    for (Handle* handle : handles) {
        delete handle;
    }
    handles.clear();
}
