// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.Attention;

/**
 * Attention for tiles of as many queries as two vectors have lanes.
 *
 * <p>Scores are computed transposed, Sᵀ = K·Qᵀ. That makes the softmax vertical, without reductions across lanes; Sᵀ is
 * then just what {@link TileKernel} wants as the left operand of P·V; and only Q is ever transposed. Keys are read where
 * they lie. The values of a head are copied to panels that stay in the second-level cache while its tiles pass. Nothing
 * larger than keys × tile is materialised.
 *
 * <p>One object serves an op; what a task needs is in the scratch memory of its worker:
 *
 * <ul>
 *   <li>Qᵀ/√D, [D, W];
 *   <li>V, [D/W, Tk, W], padded with zeros to whole tiles of columns;
 *   <li>Sᵀ, then Pᵀ without the division by its sums, [Tk, W];
 *   <li>the maxima, then the sums Σ, [W];
 *   <li>P·V, still without the division, [W, D].
 * </ul>
 */
final class TiledAttention {
    /** Queries of a tile, W. */
    static final int QUERIES = TileKernel.COLUMNS;

    private static final int LANES = Lanes.FLOATS.length();
    private static final int ROWS = TileKernel.ROWS;

    /** Bytes of W floats. */
    private static final long STEP = (long) QUERIES * Float.BYTES;

    private final int queries;
    private final int keys;
    private final int headDim;
    private final int paddedDim;
    private final boolean causal;
    private final float scale;
    private final Sequences q;
    private final Sequences k;
    private final Sequences v;
    private final Sequences y;

    TiledAttention(Attention op) {
        queries = op.q().dim(1);
        keys = op.k().dim(1);
        headDim = op.headDim();
        paddedDim = Math.ceilDiv(headDim, QUERIES) * QUERIES;
        causal = op.causal();
        scale = (float) (1 / Math.sqrt(headDim));
        q = Sequences.of(op.q());
        k = Sequences.of(op.k());
        v = Sequences.of(op.v());
        y = Sequences.of(op.y());
    }

    /** Whether an op has several queries, and steps that kernels can take. */
    static boolean suits(Attention op) {
        return op.q().dim(1) > 1 && Sequences.of(op.k()).tokenStep() <= RawMemory.STEP_BITS;
    }

    /** Computes the tiles of a head's queries from one (inclusive) to another (exclusive). */
    void run(int sequence, int head, int fromTile, int toTile, Scratch scratch) {
        long packedQueries = scratch.atLeast(scratchBytes());
        long values = packedQueries + headDim * STEP;
        long scores = values + (long) keys * paddedDim * Float.BYTES;
        long sums = scores + keys * STEP;
        long result = sums + STEP;

        int column = head * headDim;
        packValues(v.at(sequence, column), values);
        for (int tile = fromTile; tile < toTile; tile++) {
            int first = tile * QUERIES;
            int count = Math.min(QUERIES, queries - first);
            int visible = causal ? first + count : keys;
            packQueries(q.at(sequence, column) + first * q.tokenStep(), count, packedQueries);
            multiplyKeys(k.at(sequence, column), packedQueries, visible, scores);
            if (causal) {
                hideLaterKeys(scores, first, visible);
            }
            exponentials(scores, sums, count, visible);
            multiplyValues(scores, values, first, count, visible, result);
            writeResult(result, sums, count, y.at(sequence, column) + first * y.tokenStep());
        }
    }

    private long scratchBytes() {
        long dims = headDim + keys + 1L;
        return dims * STEP + ((long) keys + QUERIES) * paddedDim * Float.BYTES;
    }

    private void packValues(long source, long target) {
        for (int d = 0; d < headDim; d += QUERIES) {
            int width = Math.min(QUERIES, headDim - d);
            long panel = target + (long) d * keys * Float.BYTES;
            for (int j = 0; j < keys; j++) {
                long row = panel + j * STEP;
                DenseRow.copy(Rows.plus(source + j * v.tokenStep(), d), row, width);
                DenseRow.zero(Rows.plus(row, width), QUERIES - width);
            }
        }
    }

    private void packQueries(long source, int count, long target) {
        for (int i = 0; i < count; i += LANES) {
            Transposition.run(
                    source + i * q.tokenStep(),
                    q.tokenStep(),
                    Math.min(LANES, count - i),
                    headDim,
                    scale,
                    Rows.plus(target, i),
                    STEP);
        }
    }

    /**
     * Tiles of keys may compute rows that are not visible yet; the last tile overlaps the one before. Too few keys for a
     * tile are taken one by one, each in place of all rows.
     */
    private void multiplyKeys(long source, long packedQueries, int visible, long scores) {
        boolean tiles = keys >= ROWS;
        for (int j = 0; j < visible; j += tiles ? ROWS : 1) {
            int row = tiles ? Math.min(j, keys - ROWS) : j;
            TileKernel.multiply(
                    source + row * k.tokenStep(),
                    tiles ? k.tokenStep() : 0,
                    Float.BYTES,
                    packedQueries,
                    headDim,
                    scores + row * STEP,
                    tiles ? STEP : 0);
        }
    }

    /** Key j is seen by the queries from j on. */
    private static void hideLaterKeys(long scores, int first, int visible) {
        for (int j = first + 1; j < visible; j++) {
            DenseRow.fill(Float.NEGATIVE_INFINITY, scores + j * STEP, j - first);
        }
    }

    /** exp(s − max) and Σ exp(s − max), column by column. */
    private static void exponentials(long scores, long sums, int count, int visible) {
        for (int i = 0; i < count; i += LANES) {
            long columns = Rows.plus(scores, i);
            long maxima = Rows.plus(sums, i);
            ColumnSoftmax.maxima(columns, STEP, visible, maxima);
            ColumnSoftmax.exponentials(columns, STEP, visible, maxima, columns, maxima);
        }
    }

    private void multiplyValues(long scores, long values, int first, int count, int visible, long result) {
        for (int d = 0; d < paddedDim; d += QUERIES) {
            for (int i = 0; i < count; i += ROWS) {
                TileKernel.multiply(
                        Rows.plus(scores, i),
                        Float.BYTES,
                        STEP,
                        Rows.plus(values, d * keys),
                        causal ? Math.min(visible, first + i + ROWS) : visible,
                        Rows.plus(result, i * paddedDim + d),
                        (long) paddedDim * Float.BYTES);
            }
        }
    }

    private void writeResult(long result, long sums, int count, long target) {
        for (int i = 0; i < count; i++) {
            float factor = 1 / RawMemory.get(Rows.plus(sums, i));
            DenseRow.scale(factor, Rows.plus(result, i * paddedDim), target + i * y.tokenStep(), headDim);
        }
    }
}
