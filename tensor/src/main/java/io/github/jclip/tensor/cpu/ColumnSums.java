// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over rows, column by column, added to a target. Each column is summed in the order of the rows, a {@link #BLOCK}
 * of them at a time from zero: the same bits whatever the threads, and errors that grow with the root of a block.
 */
final class ColumnSums {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    /** Bytes of a vector. */
    private static final long VECTOR = S.vectorByteSize();

    /** Columns of a task: whole cache lines and, at every width, whole vectors. */
    private static final int COLUMNS = 64;

    private static final int BLOCK = 128;

    private ColumnSums() {}

    /** target ← target + Σ of the rows of x along its innermost dimension. */
    static void add(Tensor x, long target, Workers workers) {
        RowView rows = RowView.of(x, RowView.foldable(x));
        int width = x.dim(-1);
        int tasks = Math.ceilDiv(width, COLUMNS);
        workers.run(tasks, task -> {
            int from = task * COLUMNS;
            int count = Math.min(COLUMNS, width - from);
            for (int batch = 0; batch < rows.batches(); batch++) {
                long source = Rows.plus(rows.address(batch, 0), from);
                add(source, rows.rowStep(), rows.rows(), Rows.plus(target, from), count);
            }
        });
    }

    /** target[c] ← target[c] + Σᵣ source[r, c] for c &lt; width; rows lie {@code step} bytes apart. */
    static void add(long source, long step, int rows, long target, int width) {
        for (int row = 0; row < rows; row += BLOCK) {
            addBlock(source + row * step, step, Math.min(BLOCK, rows - row), target, width);
        }
    }

    private static void addBlock(long source, long step, int rows, long target, int width) {
        int vectors = Rows.inVectors(width);
        int c = 0;
        for (; c < vectors - LANES; c += 2 * LANES) {
            long top = source + (long) Float.BYTES * c;
            FloatVector left = FloatVector.zero(S);
            FloatVector right = FloatVector.zero(S);
            for (int row = 0; row < rows; row++) {
                long p = top + row * step & BITS;
                left = FloatVector.fromMemorySegment(S, M, p, LE).add(left);
                right = FloatVector.fromMemorySegment(S, M, p + VECTOR, LE).add(right);
            }
            long at = target + (long) Float.BYTES * c & BITS;
            FloatVector.fromMemorySegment(S, M, at, LE).add(left).intoMemorySegment(M, at, LE);
            FloatVector.fromMemorySegment(S, M, at + VECTOR, LE).add(right).intoMemorySegment(M, at + VECTOR, LE);
        }
        for (; c < vectors; c += LANES) {
            long top = source + (long) Float.BYTES * c;
            FloatVector sum = FloatVector.zero(S);
            for (int row = 0; row < rows; row++) {
                sum = FloatVector.fromMemorySegment(S, M, top + row * step & BITS, LE)
                        .add(sum);
            }
            long at = target + (long) Float.BYTES * c & BITS;
            FloatVector.fromMemorySegment(S, M, at, LE).add(sum).intoMemorySegment(M, at, LE);
        }
        for (; c < width; c++) {
            float sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += RawMemory.get(Rows.plus(source + row * step, c));
            }
            long at = Rows.plus(target, c);
            RawMemory.put(at, RawMemory.get(at) + sum);
        }
    }
}
