// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;

/**
 * One step of task residual tuning on cached embeddings: logits, loss, gradient and update.
 *
 * @param classes K
 * @param batch B
 * @param width E, the embedding dimension
 */
public record TuneCase(int classes, int batch, int width) implements BenchCase {
    private static final double ALPHA = 0.5;
    private static final double LOGIT_SCALE = 100;

    @Override
    public Group group() {
        return Group.TUNE;
    }

    @Override
    public String name() {
        return "TaskRes step";
    }

    @Override
    public String size() {
        return "%d classes, batch %d, width %d".formatted(classes, batch, width);
    }

    @Override
    public TuneTrial prepare(Scope scope) {
        SeededOperands operands = new SeededOperands(scope);
        Tensor base = normalized(operands.normal(classes, width));
        Tensor embeddings = normalized(operands.normal(batch, width));
        return new TuneTrial(this, base, embeddings, operands.indices(classes, batch), ALPHA, LOGIT_SCALE);
    }

    private static Tensor normalized(Tensor rows) {
        new L2Normalize(rows, rows).reference();
        return rows;
    }
}
