// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AttentionBackward;

/** Cases of {@link AttentionBackward}. */
final class AttentionBackwardCases {
    private final CaseList cases;

    private AttentionBackwardCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        AttentionBackwardCases declaration = new AttentionBackwardCases(cases);
        declaration.full();
        declaration.causal();
        declaration.fused();
        declaration.large();
    }

    private void full() {
        attention(1, 1, 1, 1, 1, false);
        attention(2, 3, 3, 2, 17, false);
        attention(2, 5, 7, 1, 3, false);
        attention(1, 1, 65, 3, 5, false);
        attention(3, 1, 50, 4, 64, false);
        attention(2, 50, 50, 2, 64, false);
        attention(1, 65, 129, 2, 33, false);
        attention(1, 129, 17, 1, 128, false);
        attention(1, 31, 33, 2, 80, false);
        attention(1, 197, 197, 1, 64, false);
        attention(1, 257, 257, 1, 16, false);
    }

    private void causal() {
        attention(2, 1, 1, 2, 3, true);
        attention(2, 3, 3, 2, 64, true);
        attention(1, 6, 6, 1, 4, true);
        attention(1, 17, 17, 3, 5, true);
        attention(2, 77, 77, 2, 64, true);
        attention(1, 129, 129, 1, 65, true);
    }

    private void attention(int batch, int queries, int keys, int heads, int headDim, boolean causal) {
        String parameters = "batch %d, %d queries, %d keys, %d heads of %d%s"
                .formatted(batch, queries, keys, heads, headDim, causal ? ", causal" : "");
        int width = heads * headDim;
        cases.add(AttentionBackward.class, parameters, operands -> {
            Tensor q = operands.input(1, batch, queries, width);
            Tensor k = operands.input(1, batch, keys, width);
            Tensor v = operands.input(1, batch, keys, width);
            Tensor dy = operands.input(1, batch, queries, width);
            Tensor dq = operands.output(batch, queries, width);
            Tensor dk = operands.output(batch, keys, width);
            return new AttentionBackward(q, k, v, heads, causal, dy, dq, dk, operands.output(batch, keys, width));
        });
    }

    /** q, k and v side by side, and their gradients as well. */
    private void fused() {
        for (boolean causal : new boolean[] {false, true}) {
            cases.add(AttentionBackward.class, "slices of one 2×50×384" + (causal ? ", causal" : ""), operands -> {
                Tensor qkv = operands.input(1, 2, 50, 384);
                Tensor dy = operands.input(1, 2, 50, 128);
                Tensor dqkv = operands.output(2, 50, 384);
                return new AttentionBackward(
                        qkv.slice(2, 0, 128),
                        qkv.slice(2, 128, 256),
                        qkv.slice(2, 256, 384),
                        2,
                        causal,
                        dy,
                        dqkv.slice(2, 0, 128),
                        dqkv.slice(2, 128, 256),
                        dqkv.slice(2, 256, 384));
            });
        }
    }

    /** Scores far beyond what exp can take, and rows that one key dominates. */
    private void large() {
        for (boolean causal : new boolean[] {false, true}) {
            cases.add(AttentionBackward.class, "scores up to thousands" + (causal ? ", causal" : ""), operands -> {
                Tensor q = operands.input(30, 1, 33, 64);
                Tensor k = operands.input(30, 1, 33, 64);
                Tensor v = operands.input(1, 1, 33, 64);
                Tensor dy = operands.input(1, 1, 33, 64);
                Tensor dq = operands.output(1, 33, 64);
                Tensor dk = operands.output(1, 33, 64);
                return new AttentionBackward(q, k, v, 1, causal, dy, dq, dk, operands.output(1, 33, 64));
            });
        }
    }
}
