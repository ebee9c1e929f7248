// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Attention;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One head of one sequence. Its keys and values are copied side by side into scratch memory, padded with zeros to whole
 * tiles; there they stay in the second-level cache while the tiles of queries pass.
 */
final class AttentionHead {
    /** Queries of a tile, W. */
    static final int QUERIES = TileKernel.COLUMNS;

    private final int queries;
    private final int keys;
    private final int headDim;
    private final boolean causal;
    private final float scale;

    private final long q;
    private final long k;
    private final long v;
    private final long y;
    private final long qStep;
    private final long kStep;
    private final long vStep;
    private final long yStep;

    /** FloatScratch memory, in which the following are indices. */
    private final float[] memory;

    /** Qᵀ/√D, [D, W]. */
    private final int packedQueries;

    /** The same queries as rows, [W, D]. */
    private final int queryRows;

    /** K, [Tk, D], padded to whole tiles of rows. */
    private final int packedKeys;

    /** V, [D/W, Tk, W], padded to whole tiles of columns. */
    private final int packedValues;

    /** Sᵀ, then Pᵀ without the division by its sums, [Tk, W]. */
    private final int scores;

    /** 1/Σ, [W]. */
    private final int inverseSums;

    /** P·V, still without the division, [W, D]. */
    private final int result;

    private final int paddedDim;

    AttentionHead(Attention op, int sequence, int head) {
        queries = op.q().dim(1);
        keys = op.k().dim(1);
        headDim = op.headDim();
        causal = op.causal();
        scale = (float) (1 / Math.sqrt(headDim));

        q = start(op.q(), sequence, head);
        k = start(op.k(), sequence, head);
        v = start(op.v(), sequence, head);
        y = start(op.y(), sequence, head);
        qStep = op.q().stride(1) * Float.BYTES;
        kStep = op.k().stride(1) * Float.BYTES;
        vStep = op.v().stride(1) * Float.BYTES;
        yStep = op.y().stride(1) * Float.BYTES;

        paddedDim = roundUp(headDim, TileKernel.COLUMNS);
        int paddedKeys = roundUp(keys, TileKernel.ROWS);
        packedQueries = 0;
        queryRows = packedQueries + headDim * QUERIES;
        packedKeys = queryRows + headDim * QUERIES;
        packedValues = Math.addExact(packedKeys, Math.multiplyExact(paddedKeys, headDim));
        scores = Math.addExact(packedValues, Math.multiplyExact(keys, paddedDim));
        inverseSums = Math.addExact(scores, Math.multiplyExact(paddedKeys, QUERIES));
        result = inverseSums + QUERIES;
        memory = FloatScratch.floats(Math.addExact(result, QUERIES * paddedDim));
    }

    private static int roundUp(int size, int multiple) {
        return Math.ceilDiv(size, multiple) * multiple;
    }

    private long start(Tensor tensor, int sequence, int head) {
        long offset = sequence * tensor.stride(0) + (long) head * headDim;
        return RawMemory.address(tensor) + offset * Float.BYTES;
    }

    /** Computes the tiles of queries from one (inclusive) to another (exclusive). */
    void attend(int fromTile, int toTile) {
        packKeys();
        packValues();
        for (int tile = fromTile; tile < toTile; tile++) {
            int first = tile * QUERIES;
            int count = Math.min(QUERIES, queries - first);
            int visible = causal ? first + count : keys;
            packQueries(first, count);
            multiplyKeys(visible);
            if (causal) {
                hideLaterKeys(first, visible);
            }
            exponentials(count, visible);
            multiplyValues(count, visible);
            writeResult(first, count);
        }
    }

    private void packKeys() {
        for (int j = 0; j < keys; j++) {
            DenseRow.copy(k + j * kStep, memory, packedKeys + j * headDim, headDim);
        }
        Arrays.fill(memory, packedKeys + keys * headDim, packedValues, 0);
    }

    private void packValues() {
        for (int d = 0; d < headDim; d += TileKernel.COLUMNS) {
            int panel = packedValues + d * keys;
            int width = Math.min(TileKernel.COLUMNS, headDim - d);
            for (int j = 0; j < keys; j++) {
                int row = panel + j * TileKernel.COLUMNS;
                DenseRow.copy(Rows.plus(v + j * vStep, d), memory, row, width);
                for (int i = width; i < TileKernel.COLUMNS; i++) {
                    memory[row + i] = 0;
                }
            }
        }
    }

    /** The columns behind the last query stay as they were; each column is computed by itself. */
    private void packQueries(int first, int count) {
        for (int i = 0; i < count; i++) {
            DenseRow.copy(q + (first + i) * qStep, memory, queryRows + i * headDim, headDim);
        }
        transpose(memory, queryRows, packedQueries, headDim, scale);
    }

    private static void transpose(float[] memory, int rows, int columns, int headDim, float scale) {
        for (int d = 0; d < headDim; d++) {
            for (int i = 0; i < QUERIES; i++) {
                memory[columns + d * QUERIES + i] = memory[rows + i * headDim + d] * scale;
            }
        }
    }

    private void multiplyKeys(int visible) {
        for (int j = 0; j < visible; j += TileKernel.ROWS) {
            TileKernel.multiply(
                    memory,
                    packedKeys + j * headDim,
                    headDim,
                    1,
                    packedQueries,
                    headDim,
                    scores + j * QUERIES,
                    QUERIES);
        }
    }

    /** Key j is seen by the queries from j on. */
    private void hideLaterKeys(int first, int visible) {
        for (int j = first + 1; j < visible; j++) {
            int row = scores + j * QUERIES;
            Arrays.fill(memory, row, row + j - first, Float.NEGATIVE_INFINITY);
        }
    }

    /** exp(s − max) and 1/Σ exp(s − max), column by column. */
    private void exponentials(int count, int visible) {
        if (Lanes.SCALAR) {
            for (int i = 0; i < count; i++) {
                exponentialsOfOne(i, visible);
            }
        } else {
            for (int i = 0; i < count; i += Lanes.FLOATS.length()) {
                exponentialsOfVector(memory, scores + i, inverseSums + i, visible);
            }
        }
    }

    private static void exponentialsOfVector(float[] memory, int column, int inverseSum, int visible) {
        FloatVector max = FloatVector.fromArray(Lanes.FLOATS, memory, column);
        for (int j = 1; j < visible; j++) {
            FloatVector score = FloatVector.fromArray(Lanes.FLOATS, memory, column + j * QUERIES);
            max = max.blend(score, score.compare(VectorOperators.GT, max));
        }
        FloatVector sum = FloatVector.zero(Lanes.FLOATS);
        for (int j = 0; j < visible; j++) {
            int index = column + j * QUERIES;
            FloatVector score = FloatVector.fromArray(Lanes.FLOATS, memory, index);
            FloatVector exponential = VectorMath.expOfNegative(score.sub(max));
            exponential.intoArray(memory, index);
            sum = sum.add(exponential);
        }
        FloatVector.broadcast(Lanes.FLOATS, 1f).div(sum).intoArray(memory, inverseSum);
    }

    private void exponentialsOfOne(int query, int visible) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            max = Math.max(max, memory[scores + j * QUERIES + query]);
        }
        float sum = 0;
        for (int j = 0; j < visible; j++) {
            int index = scores + j * QUERIES + query;
            memory[index] = VectorMath.expOfNegative(memory[index] - max);
            sum += memory[index];
        }
        memory[inverseSums + query] = 1 / sum;
    }

    private void multiplyValues(int count, int visible) {
        for (int d = 0; d < paddedDim; d += TileKernel.COLUMNS) {
            for (int i = 0; i < count; i += TileKernel.ROWS) {
                TileKernel.multiply(
                        memory,
                        scores + i,
                        1,
                        QUERIES,
                        packedValues + d * keys,
                        visible,
                        result + i * paddedDim + d,
                        paddedDim);
            }
        }
    }

    private void writeResult(int first, int count) {
        for (int i = 0; i < count; i++) {
            scale(memory, result + i * paddedDim, memory[inverseSums + i], y + (first + i) * yStep, headDim);
        }
    }

    private static void scale(float[] memory, int index, float factor, long target, int width) {
        int i = 0;
        for (; i < Rows.inVectors(width); i += Lanes.FLOATS.length()) {
            FloatVector values = FloatVector.fromArray(Lanes.FLOATS, memory, index + i);
            RawMemory.store(values.mul(factor), Rows.plus(target, i));
        }
        for (; i < width; i++) {
            RawMemory.put(Rows.plus(target, i), memory[index + i] * factor);
        }
    }
}
