// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlattenTest {
    private final Tensor dense = counting(2, 3, 4, 5);

    private static Tensor counting(int... dims) {
        Tensor tensor = Scope.ofGarbageCollected().allocate(DType.F32, dims);
        for (int i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, i);
        }
        return tensor;
    }

    @Test
    void seesTheSameElementsInTheSameOrder() {
        Tensor middle = dense.flatten(1, 2).orElseThrow();
        assertEquals(Shape.of(2, 12, 5), middle.shape());
        assertArrayEquals(dense.toFloatArray(), middle.toFloatArray());
        Tensor slice = dense.slice(3, 1, 3).flatten(0, -2).orElseThrow();
        assertEquals(Shape.of(24, 2), slice.shape());
        assertArrayEquals(dense.slice(3, 1, 3).toFloatArray(), slice.toFloatArray());
    }

    @Test
    void undoesUnflatten() {
        Tensor tokens = counting(3, 7, 2).slice(1, 1, 7);
        Tensor again = tokens.unflatten(1, 2, 3).flatten(1, 2).orElseThrow();
        assertArrayEquals(tokens.toFloatArray(), again.toFloatArray());
    }

    @Test
    void refusesWhatDoesNotLieEvenly() {
        assertEquals(Optional.empty(), dense.slice(2, 0, 3).flatten(1, 2));
        assertEquals(Optional.empty(), dense.transpose(1, 2).flatten(1, 2));
        assertEquals(Optional.empty(), counting(4, 5).expand(3, 4, 5).flatten(0, 1));
    }

    @Test
    void stepsAreOfNoMatterWhereThereIsOneIndex() {
        Tensor column = dense.slice(1, 1, 2).slice(2, 2, 3);
        assertEquals(60, column.flatten(0, 2).orElseThrow().stride(0));
        assertEquals(1, column.select(0, 1).flatten(0, 1).orElseThrow().dim(0));
        assertEquals(
                Shape.of(6, 4),
                counting(1, 4).expand(6, 1, 4).flatten(0, 1).orElseThrow().shape());
    }

    @Test
    void nothingStaysNothing() {
        assertEquals(
                Shape.of(0, 5), dense.slice(1, 2, 2).flatten(0, 2).orElseThrow().shape());
    }
}
