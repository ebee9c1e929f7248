// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

// Functions of the elements at one index of dense arrays of one length.
#pragma once

#include "elements.cuh"

/** What a thread loads at once. */
template <class T>
struct alignas(16) Pack {
    static constexpr int SIZE = 16 / sizeof(T);
    T element[SIZE];
};

/** Whether all arrays begin at a multiple of 16 bytes. */
template <int N, class T>
__device__ inline bool beginPacks(T* const (&arrays)[N]) {
    unsigned long long addresses = 0;
    for (T* array : arrays) {
        addresses |= reinterpret_cast<unsigned long long>(array);
    }
    return addresses % 16 == 0;
}

/**
 * Computes OUT arrays from IN arrays, which may be the same: function(const float (&in)[IN], float (&out)[OUT]) for each
 * index. Where all begin at a multiple of 16 bytes, they are read and written by packs and only the rest one by one.
 */
template <int IN, int OUT, class T, class Function>
__device__ inline void mapElements(const T* const (&in)[IN], T* const (&out)[OUT], long long count, Function function) {
    long long packs = beginPacks(in) && beginPacks(out) ? count / Pack<T>::SIZE : 0;
    for (long long i = firstElement(); i < packs; i += elementStep()) {
        Pack<T> source[IN];
        Pack<T> target[OUT];
        for (int a = 0; a < IN; a++) {
            source[a] = reinterpret_cast<const Pack<T>*>(in[a])[i];
        }
        for (int e = 0; e < Pack<T>::SIZE; e++) {
            float values[IN];
            float results[OUT];
            for (int a = 0; a < IN; a++) {
                values[a] = widen(source[a].element[e]);
            }
            function(values, results);
            for (int a = 0; a < OUT; a++) {
                store(target[a].element[e], results[a]);
            }
        }
        for (int a = 0; a < OUT; a++) {
            reinterpret_cast<Pack<T>*>(out[a])[i] = target[a];
        }
    }
    for (long long i = packs * Pack<T>::SIZE + firstElement(); i < count; i += elementStep()) {
        float values[IN];
        float results[OUT];
        for (int a = 0; a < IN; a++) {
            values[a] = widen(in[a][i]);
        }
        function(values, results);
        for (int a = 0; a < OUT; a++) {
            store(out[a][i], results[a]);
        }
    }
}

/** Shows each element of an array to function(float), as mapElements reads them. */
template <class T, class Function>
__device__ inline void visitElements(const T* array, long long count, Function function) {
    long long packs = beginPacks({array}) ? count / Pack<T>::SIZE : 0;
    for (long long i = firstElement(); i < packs; i += elementStep()) {
        Pack<T> pack = reinterpret_cast<const Pack<T>*>(array)[i];
        for (int e = 0; e < Pack<T>::SIZE; e++) {
            function(widen(pack.element[e]));
        }
    }
    for (long long i = packs * Pack<T>::SIZE + firstElement(); i < count; i += elementStep()) {
        function(widen(array[i]));
    }
}
