// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.op.Op;

/**
 * An op with its operands. Peers switch over the op's type, read its inputs and write outputs of their own.
 *
 * @param op writes jclip's output
 */
public record OpTrial(OpCase benchCase, Op op) implements Trial {
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
