// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Copies and fills of views that are not dense. */
class StridedCopyTest {
    private final Scope scope = Scope.ofGarbageCollected();

    @Test
    void copiesPermutedViews() {
        Tensor source = Tensor.ofInts(scope, new int[] {0, 1, 2, 3, 4, 5}, 2, 3);
        Tensor target = scope.allocate(DType.F64, 4, 2).slice(0, 1, 4);
        target.copyFrom(source.transpose(0, 1));
        assertArrayEquals(new double[] {0, 3, 1, 4, 2, 5}, target.toDoubleArray());
    }

    @Test
    void fillsOnlyTheView() {
        Tensor whole = scope.allocate(DType.I32, 2, 3);
        whole.slice(1, 1, 2).fill(7);
        assertArrayEquals(new long[] {0, 7, 0, 0, 7, 0}, whole.toLongArray());
    }

    @Test
    void keepsIntegersThatDoublesCannotHold() {
        Tensor source = scope.allocate(DType.I64, 2, 2);
        long[] values = {Long.MAX_VALUE, Long.MIN_VALUE + 1, (1L << 53) + 1, -1};
        for (int i = 0; i < values.length; i++) {
            source.segment().set(ValueLayout.JAVA_LONG, i * (long) Long.BYTES, values[i]);
        }
        Tensor copy = scope.allocate(DType.I64, 2, 2);
        copy.copyFrom(source.transpose(0, 1));
        long[] transposed =
                LongStream.of(values[0], values[2], values[1], values[3]).toArray();
        assertArrayEquals(transposed, copy.toLongArray());
    }
}
