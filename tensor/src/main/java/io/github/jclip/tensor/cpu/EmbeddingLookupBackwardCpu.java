// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import java.util.Objects;

/**
 * {@link EmbeddingLookupBackward} on the CPU. Threads share the columns, so that each element is summed in the order of
 * the tokens by one of them.
 */
final class EmbeddingLookupBackwardCpu {
    /** Columns of a task: whole cache lines. */
    private static final int COLUMNS = 64;

    private EmbeddingLookupBackwardCpu() {}

    static void run(EmbeddingLookupBackward op, Workers workers) {
        long dy = RawMemory.address(op.dy());
        long dtable = address(op.dtable());
        long dpositions = address(op.dpositions());
        int width = op.dy().dim(2);
        int tokens = Math.toIntExact(op.ids().elementCount());
        workers.run(Math.ceilDiv(width, COLUMNS), task -> {
            int from = task * COLUMNS;
            int count = Math.min(COLUMNS, width - from);
            for (int token = 0; token < tokens; token++) {
                long source = element(dy, token, width, from);
                if (dtable != 0) {
                    long id = Objects.checkIndex(
                            op.ids().getLong(token), (long) op.dtable().dim(0));
                    long row = element(dtable, id, width, from);
                    DenseRow.sum(row, source, row, count);
                }
                if (dpositions != 0) {
                    long row = element(dpositions, token % op.ids().dim(1), width, from);
                    DenseRow.sum(row, source, row, count);
                }
            }
        });
    }

    private static long address(Tensor gradient) {
        if (gradient == null) {
            return 0;
        }
        RawMemory.requireWritable(gradient);
        return RawMemory.address(gradient);
    }

    private static long element(long base, long row, int width, int column) {
        return base + (row * width + column) * Float.BYTES;
    }
}
