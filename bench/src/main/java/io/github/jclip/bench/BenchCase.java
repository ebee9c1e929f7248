// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;

/**
 * One thing to measure: which sizes, and how its operands are made. The same case always has the same operands, and every
 * contender of a run is given the same tensors.
 */
public sealed interface BenchCase
        permits GemmCase, OpCase, ImageTowerCase, TextTowerCase, TuneCase, PhotosCase, ProcessCase, ConvertCase {

    /** The family it belongs to. */
    Group group();

    /** What is computed: {@code gemm}, {@code LayerNorm}, {@code ViT-B/32 image}. */
    String name();

    /** The sizes, for people. */
    String size();

    /** Whether it decides for itself how many threads it uses, and so is measured once. */
    default boolean choosesThreads() {
        return false;
    }

    /** Bytes of temporary files. */
    default long temporaryBytes() {
        return 0;
    }

    /**
     * Makes the operands.
     *
     * @param scope owner of their memory; must outlive the trial and its contenders
     */
    Trial prepare(Scope scope);
}
