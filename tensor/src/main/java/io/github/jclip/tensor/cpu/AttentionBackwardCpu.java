// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AttentionBackward;

/**
 * {@link AttentionBackward} on the CPU: a head of a sequence is a task, since all its queries add to the gradients of its
 * keys and values.
 *
 * <p>Memory traffic: every operand once. Everything else stays in the caches of a core.
 */
final class AttentionBackwardCpu {
    private AttentionBackwardCpu() {}

    static void run(AttentionBackward op, Workers workers) {
        op.outputs().forEach(RawMemory::requireWritable);
        int heads = op.q().dim(0) * op.heads();
        TiledAttentionBackward kernel = new TiledAttentionBackward(op);
        workers.run(heads, (task, worker) -> kernel.run(task / op.heads(), task % op.heads(), workers.scratch(worker)));
    }
}
