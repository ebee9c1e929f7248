// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import java.util.Random;

/** The operands of a product, and the product on jclip's CPU device with W packed once. */
final class GemmTrial implements AutoCloseable {
    private final Scope scope = Scope.ofHost();
    private final CpuDevice device;
    private final GemmShape shape;
    private final Tensor x;
    private final Tensor w;
    private final Tensor y;
    private final Linear linear;

    GemmTrial(GemmShape shape, int threads) {
        this.shape = shape;
        device = new CpuDevice(threads);
        Random random = new Random(1);
        x = normal(random, shape.m(), shape.k());
        w = normal(random, shape.n(), shape.k());
        y = scope.allocate(DType.F32, shape.m(), shape.n());
        linear = new Linear(x, device.pack(w, scope), Epilogue.NONE, y);
    }

    private Tensor normal(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.ofFloats(scope, values, rows, columns);
    }

    GemmShape shape() {
        return shape;
    }

    Tensor x() {
        return x;
    }

    Tensor w() {
        return w;
    }

    Tensor y() {
        return y;
    }

    Tensor allocateOutput() {
        return scope.allocate(DType.F32, shape.m(), shape.n());
    }

    /** y = x·Wᵀ. */
    void multiply() {
        device.execute(linear);
    }

    @Override
    public void close() {
        device.close();
        scope.close();
    }
}
