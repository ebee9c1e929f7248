// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class RowKernelsTest {
    private static final int WIDTH = 517;

    /** Enough for the JVM to replace the interpreted code by compiled code. */
    private static final int CALLS = 10_000;

    /** Runs of the same command give the same bits only if the order of the additions does not depend on the JVM's mood. */
    @Test
    void sumsAreTheSameInterpretedAndCompiled() {
        try (Scope scope = Scope.ofHost()) {
            float[] values = new float[WIDTH];
            Random random = new Random(3);
            for (int i = 0; i < WIDTH; i++) {
                values[i] = random.nextFloat() - 1;
            }
            Tensor x = Tensor.ofFloats(scope, values, WIDTH);
            Tensor y = Tensor.ofFloats(scope, values, WIDTH);
            alwaysTheSame(x, row -> RowKernels.sum(RawMemory.address(row), WIDTH));
            alwaysTheSame(x, row -> RowKernels.dot(RawMemory.address(row), RawMemory.address(row), WIDTH));
            alwaysTheSame(x, row -> RowKernels.sumOfExponentials(RawMemory.address(row), 0, WIDTH));
            alwaysTheSame(x, row -> RowKernels.exponentials(RawMemory.address(row), 0, RawMemory.address(y), WIDTH));
        }
    }

    private static void alwaysTheSame(Tensor row, ToDoubleFunction<Tensor> kernel) {
        double first = kernel.applyAsDouble(row);
        for (int call = 0; call < CALLS; call++) {
            assertEquals(first, kernel.applyAsDouble(row), 0);
        }
    }
}
