// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;

/**
 * Where the tokens of an [B, T, C] tensor lie.
 *
 * @param base address of the first element
 * @param sequenceStep bytes from one sequence to the next
 * @param tokenStep bytes from one token to the next
 */
record Sequences(long base, long sequenceStep, long tokenStep) {

    static Sequences of(Tensor tensor) {
        int bytes = tensor.dtype().byteSize();
        return new Sequences(RawMemory.address(tensor), tensor.stride(0) * bytes, tensor.stride(1) * bytes);
    }

    /** Address of a column of a sequence's first token. */
    long at(int sequence, int column) {
        return Rows.plus(base + sequence * sequenceStep, column);
    }
}
