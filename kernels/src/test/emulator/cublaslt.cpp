// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// cublasLt with plain loops, built as the library of CUDA 12 and as that of CUDA 13. It is stricter than the library:
// what jclip does not use is an error, and a product must be what its algorithm was chosen for.
#include <cstdint>
#include <cstring>
#include <set>
#include <vector>

#include "product.h"

#ifndef EMULATION_CUDA
#error "define EMULATION_CUDA, the major version"
#endif

using namespace emulation;

namespace {

enum : int { DESC_TRANSA = 3, DESC_TRANSB = 4, DESC_EPILOGUE = 7, DESC_BIAS_POINTER = 8 };
enum : int { LAYOUT_BATCH_COUNT = 5, LAYOUT_STRIDED_BATCH_OFFSET = 6 };
enum : int { PREF_MAX_WORKSPACE_BYTES = 1, PREF_REDUCTION_SCHEME_MASK = 3, PREF_MIN_ALIGNMENT_A_BYTES = 5 };
enum : unsigned { EPILOGUE_DEFAULT = 1, EPILOGUE_RELU = 2, EPILOGUE_BIAS = 4 };

/** Partial sums in float: the one scheme that rounds once. */
constexpr unsigned REDUCTION_SCHEME_COMPUTE_TYPE = 2;
constexpr unsigned DEFAULT_ALIGNMENT = 256;
constexpr uint64_t WORKSPACE_WANTED = 4096;
constexpr uint64_t ALGORITHM_MAGIC = 0x6c63697067656d6d;

struct Handle {};

struct Desc {
    int compute;
    int transposeA = 0, transposeB = 0;
    unsigned epilogue = EPILOGUE_DEFAULT;
    const void* bias = nullptr;
};

struct Layout {
    int type;
    uint64_t rows, columns;
    int64_t leading;
    int batch = 1;
    int64_t stride = 0;
};

struct Preference {
    uint64_t workspace = 0;
    unsigned reductions = 7;
    unsigned alignments[4] = {DEFAULT_ALIGNMENT, DEFAULT_ALIGNMENT, DEFAULT_ALIGNMENT, DEFAULT_ALIGNMENT};
};

struct Algorithm {
    uint64_t magic;
    uint64_t problem;
    uint64_t workspace;
    unsigned alignments[4];
    unsigned biasAlignment;
    /** Which of those that tests know. */
    unsigned number;
    uint64_t rest[2];
};
static_assert(sizeof(Algorithm) == 64, "the size of cublasLtMatmulAlgo_t");

struct HeuristicResult {
    Algorithm algorithm;
    std::size_t workspace;
    int state;
    float waves;
    int reserved[4];
};
static_assert(sizeof(HeuristicResult) == 96, "the size of cublasLtMatmulHeuristicResult_t");

/** What sets an algorithm apart: all multiply alike. */
struct Behaviour {
    enum Kind : int { WORKS = 0, IS_FOUND_UNSUPPORTED = 1, IS_REFUSED = 2 };

    int kind;
    /** Of a clock that stands still otherwise, see emulation_pass. */
    double milliseconds;
};

// What tests set: the algorithms in the order of the heuristic.
std::vector<Behaviour> algorithms(1);
long lastAlgorithm = -1;

std::set<Handle*> handles;
std::set<Desc*> descs;
std::set<Layout*> layouts;
std::set<Preference*> preferences;

template <class T>
bool exists(const std::set<T*>& all, const T* one) {
    return all.count(const_cast<T*>(one)) != 0;
}

template <class T>
int create(const char* call, std::set<T*>& all, T** result, const T& value) {
    if (int failed = entered(call)) {
        return failed;
    }
    *result = *all.insert(new T(value)).first;
    return CUBLAS_STATUS_SUCCESS;
}

template <class T>
int destroy(const char* call, std::set<T*>& all, T* one) {
    if (all.erase(one) == 0) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    delete one;
    return entered(call);
}

/** Takes a value of the very size that the attribute has. */
template <class T>
int set(T& field, const void* value, std::size_t bytes) {
    if (bytes != sizeof(T)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    std::memcpy(&field, value, sizeof(T));
    return CUBLAS_STATUS_SUCCESS;
}

unsigned alignmentOf(const void* pointer) {
    auto address = reinterpret_cast<uintptr_t>(pointer);
    return address % DEFAULT_ALIGNMENT == 0 ? DEFAULT_ALIGNMENT : unsigned(address & -address);
}

bool isEpilogue(unsigned epilogue) {
    return epilogue == EPILOGUE_DEFAULT || (epilogue & ~(EPILOGUE_RELU | EPILOGUE_BIAS)) == 0;
}

/** FNV-1a over everything that an algorithm may depend on. */
struct Digest {
    uint64_t value = 0xcbf29ce484222325;

    Digest& add(uint64_t number) {
        for (int i = 0; i < 8; i++) {
            value = (value ^ (number >> 8 * i & 0xff)) * 0x100000001b3;
        }
        return *this;
    }

    Digest& add(const Layout& layout) {
        return add(layout.type).add(layout.rows).add(layout.columns).add(layout.leading).add(layout.batch).add(
            layout.stride);
    }
};

uint64_t problemOf(const Desc& desc, const Layout& a, const Layout& b, const Layout& c, const Layout& d) {
    return Digest()
        .add(desc.compute)
        .add(desc.transposeA)
        .add(desc.transposeB)
        .add(desc.epilogue)
        .add(a)
        .add(b)
        .add(c)
        .add(d)
        .value;
}

/** Whether the operands make a product. */
int check(const Desc* desc, const Layout* a, const Layout* b, const Layout* c, const Layout* d) {
    if (!exists(descs, desc) || !exists(layouts, a) || !exists(layouts, b) || !exists(layouts, c)
        || !exists(layouts, d)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    uint64_t m = desc->transposeA ? a->columns : a->rows;
    uint64_t k = desc->transposeA ? a->rows : a->columns;
    uint64_t n = desc->transposeB ? b->rows : b->columns;
    bool fits = (desc->transposeB ? b->columns : b->rows) == k && c->rows == m && c->columns == n && d->rows == m
                && d->columns == n && a->batch == d->batch && b->batch == d->batch && c->batch == d->batch;
    bool hasBias = (desc->epilogue & EPILOGUE_BIAS) != 0;
    if (!fits || hasBias != (desc->bias != nullptr)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    bool oneType = b->type == a->type && c->type == a->type && d->type == a->type;
    return oneType && isComputed(a->type, desc->compute) ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_SUPPORTED;
}

}  // namespace

EXPORT int cublasLtCreate(Handle** handle) { return create("cublasLtCreate", handles, handle, Handle()); }

EXPORT int cublasLtDestroy(Handle* handle) { return destroy("cublasLtDestroy", handles, handle); }

EXPORT std::size_t cublasLtGetVersion() { return EMULATION_CUDA * 10000 + 800; }

EXPORT const char* cublasLtGetStatusName(int status) { return statusName(status); }

EXPORT int cublasLtMatmulDescCreate(Desc** desc, int compute, int scaleType) {
    if (scaleType != CUDA_R_32F) {
        return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    Desc value;
    value.compute = compute;
    return create("cublasLtMatmulDescCreate", descs, desc, value);
}

EXPORT int cublasLtMatmulDescDestroy(Desc* desc) { return destroy("cublasLtMatmulDescDestroy", descs, desc); }

EXPORT int cublasLtMatmulDescSetAttribute(Desc* desc, int attribute, const void* value, std::size_t bytes) {
    if (int failed = entered("cublasLtMatmulDescSetAttribute")) {
        return failed;
    }
    if (!exists(descs, desc)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    int result;
    switch (attribute) {
        case DESC_TRANSA:
            result = set(desc->transposeA, value, bytes);
            break;
        case DESC_TRANSB:
            result = set(desc->transposeB, value, bytes);
            break;
        case DESC_EPILOGUE:
            result = set(desc->epilogue, value, bytes);
            break;
        case DESC_BIAS_POINTER:
            result = set(desc->bias, value, bytes);
            break;
        default:
            return CUBLAS_STATUS_INVALID_VALUE;
    }
    bool known = (desc->transposeA | desc->transposeB | 1) == 1 && isEpilogue(desc->epilogue);
    return known ? result : CUBLAS_STATUS_INVALID_VALUE;
}

EXPORT int cublasLtMatrixLayoutCreate(Layout** layout, int type, uint64_t rows, uint64_t columns, int64_t leading) {
    if (!isFloating(type) || rows == 0 || columns == 0 || leading < int64_t(rows)) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    return create("cublasLtMatrixLayoutCreate", layouts, layout, Layout{type, rows, columns, leading});
}

EXPORT int cublasLtMatrixLayoutDestroy(Layout* layout) {
    return destroy("cublasLtMatrixLayoutDestroy", layouts, layout);
}

EXPORT int cublasLtMatrixLayoutSetAttribute(Layout* layout, int attribute, const void* value, std::size_t bytes) {
    if (int failed = entered("cublasLtMatrixLayoutSetAttribute")) {
        return failed;
    }
    if (!exists(layouts, layout)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    switch (attribute) {
        case LAYOUT_BATCH_COUNT:
            return set(layout->batch, value, bytes);
        case LAYOUT_STRIDED_BATCH_OFFSET:
            return set(layout->stride, value, bytes);
        default:
            return CUBLAS_STATUS_INVALID_VALUE;
    }
}

EXPORT int cublasLtMatmulPreferenceCreate(Preference** preference) {
    return create("cublasLtMatmulPreferenceCreate", preferences, preference, Preference());
}

EXPORT int cublasLtMatmulPreferenceDestroy(Preference* preference) {
    return destroy("cublasLtMatmulPreferenceDestroy", preferences, preference);
}

EXPORT int cublasLtMatmulPreferenceSetAttribute(
    Preference* preference, int attribute, const void* value, std::size_t bytes) {
    if (int failed = entered("cublasLtMatmulPreferenceSetAttribute")) {
        return failed;
    }
    if (!exists(preferences, preference)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (attribute == PREF_MAX_WORKSPACE_BYTES) {
        return set(preference->workspace, value, bytes);
    }
    if (attribute == PREF_REDUCTION_SCHEME_MASK) {
        return set(preference->reductions, value, bytes);
    }
    int operand = attribute - PREF_MIN_ALIGNMENT_A_BYTES;
    return operand >= 0 && operand < 4 ? set(preference->alignments[operand], value, bytes)
                                       : CUBLAS_STATUS_INVALID_VALUE;
}

/** An algorithm remembers what it was promised. */
EXPORT int cublasLtMatmulAlgoGetHeuristic(
    Handle* handle,
    const Desc* desc,
    const Layout* a,
    const Layout* b,
    const Layout* c,
    const Layout* d,
    const Preference* preference,
    int requested,
    HeuristicResult* results,
    int* returned) {
    *returned = 0;
    if (int failed = entered("cublasLtMatmulAlgoGetHeuristic")) {
        return failed;
    }
    if (!exists(handles, handle) || !exists(preferences, preference)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (int wrong = check(desc, a, b, c, d)) {
        return wrong;
    }
    if (requested < 1 || preference->reductions != REDUCTION_SCHEME_COMPUTE_TYPE) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    uint64_t workspace = preference->workspace < WORKSPACE_WANTED ? 0 : WORKSPACE_WANTED;
    while (*returned < requested && *returned < int(algorithms.size())) {
        Algorithm algorithm{};
        algorithm.magic = ALGORITHM_MAGIC;
        algorithm.problem = problemOf(*desc, *a, *b, *c, *d);
        algorithm.workspace = workspace;
        std::memcpy(algorithm.alignments, preference->alignments, sizeof(algorithm.alignments));
        algorithm.biasAlignment = alignmentOf(desc->bias);
        algorithm.number = *returned;
        bool unsupported = algorithms[*returned].kind == Behaviour::IS_FOUND_UNSUPPORTED;
        int state = unsupported ? CUBLAS_STATUS_NOT_SUPPORTED : CUBLAS_STATUS_SUCCESS;
        results[(*returned)++] = HeuristicResult{algorithm, workspace, state, 1, {}};
    }
    return CUBLAS_STATUS_SUCCESS;
}

bool isFor(const Algorithm& algorithm, uint64_t problem) {
    return algorithm.magic == ALGORITHM_MAGIC && algorithm.problem == problem
           && algorithm.number < algorithms.size();
}

EXPORT int cublasLtMatmulAlgoCheck(
    Handle* handle,
    const Desc* desc,
    const Layout* a,
    const Layout* b,
    const Layout* c,
    const Layout* d,
    const Algorithm* algorithm,
    HeuristicResult* result) {
    if (int failed = entered("cublasLtMatmulAlgoCheck")) {
        return failed;
    }
    if (!exists(handles, handle)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (int wrong = check(desc, a, b, c, d)) {
        return wrong;
    }
    if (!isFor(*algorithm, problemOf(*desc, *a, *b, *c, *d))) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    // As the library has it, the algorithm in the result is left alone.
    result->workspace = algorithm->workspace;
    result->state = CUBLAS_STATUS_SUCCESS;
    result->waves = 1;
    return CUBLAS_STATUS_SUCCESS;
}

EXPORT int cublasLtMatmul(
    Handle* handle,
    const Desc* desc,
    const float* alpha,
    const void* a,
    const Layout* layoutA,
    const void* b,
    const Layout* layoutB,
    const float* beta,
    const void* c,
    const Layout* layoutC,
    void* d,
    const Layout* layoutD,
    const Algorithm* algorithm,
    void* workspace,
    std::size_t workspaceBytes,
    void* stream) {
    if (int failed = entered("cublasLtMatmul")) {
        return failed;
    }
    if (!exists(handles, handle)) {
        return CUBLAS_STATUS_NOT_INITIALIZED;
    }
    if (int wrong = check(desc, layoutA, layoutB, layoutC, layoutD)) {
        return wrong;
    }
    bool chosen = isFor(*algorithm, problemOf(*desc, *layoutA, *layoutB, *layoutC, *layoutD));
    const void* pointers[4] = {a, b, c, d};
    bool aligned = alignmentOf(desc->bias) >= algorithm->biasAlignment;
    for (int i = 0; i < 4; i++) {
        aligned = aligned && reinterpret_cast<uintptr_t>(pointers[i]) % algorithm->alignments[i] == 0;
    }
    bool inPlaceWithOneLayout = c != d || layoutC == layoutD;
    if (!chosen || !aligned || !inPlaceWithOneLayout || workspaceBytes < algorithm->workspace) {
        return CUBLAS_STATUS_INVALID_VALUE;
    }
    const Behaviour& behaviour = algorithms[algorithm->number];
    if (behaviour.kind != Behaviour::WORKS) {
        return CUBLAS_STATUS_NOT_SUPPORTED;
    }
    lastAlgorithm = algorithm->number;
    int k = int(desc->transposeA ? layoutA->rows : layoutA->columns);
    bool relu = desc->epilogue != EPILOGUE_DEFAULT && (desc->epilogue & EPILOGUE_RELU) != 0;
    return submit(stream, Product{desc->transposeA != 0, desc->transposeB != 0, int(layoutD->rows),
                                  int(layoutD->columns), k, layoutD->batch, layoutD->type, desc->compute, *alpha,
                                  *beta, {a, layoutA->leading, layoutA->stride},
                                  {b, layoutB->leading, layoutB->stride}, {c, layoutC->leading, layoutC->stride},
                                  {d, layoutD->leading, layoutD->stride}, desc->bias, relu,
                                  algorithm->workspace == 0 ? nullptr : workspace, algorithm->workspace,
                                  behaviour.milliseconds});
}

// ---- for tests ----

EXPORT long emulation_cublaslt_objects() {
    return static_cast<long>(handles.size() + descs.size() + layouts.size() + preferences.size());
}

/** Sets the last algorithm that the heuristic knows. */
EXPORT void emulation_cublaslt_algorithm(int number, int kind, double milliseconds) {
    algorithms.resize(number + 1);
    algorithms[number] = Behaviour{kind, milliseconds};
}

/** The number of the algorithm that was last asked to multiply, or -1. */
EXPORT long emulation_cublaslt_last() { return lastAlgorithm; }

EXPORT void emulation_cublaslt_reset() {
    algorithms.assign(1, Behaviour{});
    lastAlgorithm = -1;
    // What tests leave behind on purpose is small.
    handles.clear();
    descs.clear();
    layouts.clear();
    preferences.clear();
}
