// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class StridedHostTensorTest {
    private final MemorySegment memory = Tensor.ofFloats(Scope.ofGarbageCollected(), new float[] {0, 1, 2, 3, 4, 5}, 6)
            .segment();

    private float[] values(Shape shape, long... strides) {
        return Tensor.ofHost(DType.F32, shape, strides, memory).toFloatArray();
    }

    @Test
    void seesMemoryThroughItsStrides() {
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, values(Shape.of(2, 3), 3, 1));
        assertArrayEquals(new float[] {0, 2, 4, 1, 3, 5}, values(Shape.of(2, 3), 1, 2));
        assertArrayEquals(new float[] {0, 1, 1, 2}, values(Shape.of(2, 2), 1, 1));
        assertArrayEquals(new float[] {0, 0, 0}, values(Shape.of(3), 0));
        assertArrayEquals(new float[] {0}, values(Shape.of()));
        assertArrayEquals(new float[] {}, values(Shape.of(0, 7), 100, 100));
    }

    @Test
    void refusesWhatLiesOutside() {
        assertThrows(IllegalArgumentException.class, () -> values(Shape.of(7), 1));
        assertThrows(IllegalArgumentException.class, () -> values(Shape.of(2, 3), 4, 1));
        assertThrows(IllegalArgumentException.class, () -> values(Shape.of(2), -1));
        assertThrows(IllegalArgumentException.class, () -> values(Shape.of(2)));
        assertThrows(IllegalArgumentException.class, () -> values(Shape.of(3), Long.MAX_VALUE));
    }
}
