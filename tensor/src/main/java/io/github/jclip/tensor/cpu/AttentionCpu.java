// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;

/**
 * {@link Attention} on the CPU: one head of one sequence is a task, or a part of its queries where there are fewer
 * heads than threads want.
 *
 * <p>Scores are computed transposed, Sᵀ = K·Qᵀ, for a tile of as many queries as two vectors have lanes. That makes the
 * softmax vertical, without reductions across lanes; Sᵀ is then just what {@link TileKernel} wants as the left operand
 * of P·V; and only Q is ever transposed. Nothing larger than keys × tile is materialised.
 */
final class AttentionCpu {
    private AttentionCpu() {}

    static void run(Attention op, Workers workers) {
        int heads = op.q().dim(0) * op.heads();
        int tiles = Math.ceilDiv(op.q().dim(1), AttentionHead.QUERIES);
        if (heads == 0 || tiles == 0) {
            return;
        }
        int parts = Math.clamp(Math.ceilDiv(2 * workers.threads(), heads), 1, tiles);
        workers.run(heads * parts, task -> {
            int head = task / parts;
            int part = task % parts;
            new AttentionHead(op, head / op.heads(), head % op.heads())
                    .attend(tiles * part / parts, tiles * (part + 1) / parts);
        });
    }
}
