// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.EmbeddingLookup;
import java.util.Objects;

/** {@link EmbeddingLookup} on the CPU: each row is widened in place of its result, then the position is added. */
final class EmbeddingLookupCpu {
    private EmbeddingLookupCpu() {}

    static void run(EmbeddingLookup op, Workers workers) {
        Tensor table = op.table();
        long rows = RawMemory.address(table);
        Rows positions = Rows.of(op.positions());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, y.count(), y.width(), (from, to) -> {
            for (int token = from; token < to; token++) {
                long id = Objects.checkIndex(op.ids().getLong(token), (long) table.dim(0));
                long source = rows + id * y.width() * table.dtype().byteSize();
                long position = positions.at(token % positions.count());
                if (table.dtype() == DType.F32) {
                    DenseRow.sum(source, position, y.at(token), y.width());
                } else {
                    Conversions.toFloats(table.dtype(), source, y.at(token), y.width());
                    DenseRow.sum(y.at(token), position, y.at(token), y.width());
                }
            }
        });
    }
}
