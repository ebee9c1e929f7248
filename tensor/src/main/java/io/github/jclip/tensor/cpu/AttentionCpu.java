// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;

/**
 * {@link Attention} on the CPU: one head of one sequence is a task, or a part of its queries where there are fewer
 * heads than threads want. Many queries go in {@linkplain TiledAttention tiles}, a few {@linkplain RowAttention one by
 * one}.
 *
 * <p>Memory traffic: q, k, v and y once. Everything else stays in the caches of a core.
 */
final class AttentionCpu {
    private AttentionCpu() {}

    static void run(Attention op, Workers workers) {
        int heads = op.q().dim(0) * op.heads();
        if (heads == 0 || op.q().dim(1) == 0) {
            return;
        }
        if (TiledAttention.suits(op)) {
            runTiles(op, heads, workers);
        } else {
            runRows(op, heads, workers);
        }
    }

    private static void runTiles(Attention op, int heads, Workers workers) {
        TiledAttention attention = new TiledAttention(op);
        int tiles = Math.ceilDiv(op.q().dim(1), TiledAttention.QUERIES);
        int parts = Math.clamp(Math.ceilDiv(2 * workers.threads(), heads), 1, tiles);
        workers.run(heads * parts, (task, worker) -> {
            int head = task / parts;
            int part = task % parts;
            attention.run(
                    head / op.heads(),
                    head % op.heads(),
                    tiles * part / parts,
                    tiles * (part + 1) / parts,
                    workers.scratch(worker));
        });
    }

    private static void runRows(Attention op, int heads, Workers workers) {
        RowAttention attention = new RowAttention(op);
        int elements = op.q().dim(1) * op.k().dim(1) * op.headDim();
        int headsOfTask = Math.max(1, RangeTask.GRAIN / Math.max(1, elements));
        workers.run(Math.ceilDiv(heads, headsOfTask), (task, worker) -> {
            for (int head = task * headsOfTask; head < Math.min(heads, (task + 1) * headsOfTask); head++) {
                attention.run(head / op.heads(), head % op.heads(), workers.scratch(worker));
            }
        });
    }
}
