// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Tensors of normally distributed values, the same ones for the same sequence of calls. */
final class SeededOperands {
    /** A prime, so that rows of any usual length differ although values repeat. */
    private static final int VALUES = 1_000_003;

    private static final long SEED = 1;

    private final Scope scope;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final float[] values = new float[VALUES];

    SeededOperands(Scope scope) {
        this.scope = scope;
        for (int i = 0; i < VALUES; i++) {
            values[i] = (float) random.nextGaussian();
        }
    }

    /** F32, mean 0 and standard deviation 1. */
    Tensor normal(int... dims) {
        Tensor tensor = scope.allocate(DType.F32, dims);
        MemorySegment memory = tensor.segment();
        long count = tensor.elementCount();
        int from = random.nextInt(VALUES);
        for (long done = 0; done < count; ) {
            int length = (int) Math.min(count - done, VALUES - from);
            MemorySegment.copy(values, from, memory, ValueLayout.JAVA_FLOAT, done * Float.BYTES, length);
            done += length;
            from = 0;
        }
        return tensor;
    }

    /** F32 with a standard deviation. */
    Tensor normal(double deviation, int... dims) {
        Tensor tensor = normal(dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, tensor.getFlat(i) * deviation);
        }
        return tensor;
    }

    /** I32, each 0 ≤ value &lt; limit. */
    Tensor indices(int limit, int count) {
        return Tensor.ofInts(scope, random.ints(count, 0, limit).toArray(), count);
    }

    /** F32, to be written. */
    Tensor output(int... dims) {
        return scope.allocate(DType.F32, dims);
    }

    Scope scope() {
        return scope;
    }
}
