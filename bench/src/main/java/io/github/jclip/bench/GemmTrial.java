// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Linear;

/**
 * The operands of a product.
 *
 * @param op the product on jclip, with packed weights
 */
public record GemmTrial(GemmCase benchCase, Linear op) implements Trial {

    /** x [M, K]. */
    public Tensor x() {
        return op.x();
    }

    /** W [N, K], as it was before it was packed. */
    public Tensor w() {
        return op.w().source();
    }

    @Override
    public Work work() {
        return new Work(op.flops(), op.bytes());
    }

    @Override
    public Contender jclip(int threads) {
        return new OpContender(op, threads);
    }

    @Override
    public double tolerance(float[] output) {
        return OpContender.tolerance(op);
    }
}
