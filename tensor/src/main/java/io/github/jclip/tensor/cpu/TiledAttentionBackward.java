// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AttentionBackward;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gradient of attention for tiles of as many queries as two vectors have lanes, W. As in {@link TiledAttention} the
 * scores of a tile are transposed, [Tk, W], which makes the softmax and its gradient vertical, and all keys of a query are
 * at hand at once: its softmax is computed again exactly, and nothing need be kept from the forward op but q, k and v.
 *
 * <p>Five products for each tile: Sᵀ = K·Qᵀ, dPᵀ = V·dYᵀ, dV += Pᵀ·dY, dK += dSᵀ·Q and dQ = dS·K. Tiles follow each other
 * in one thread, so the sums over the queries have one order.
 */
final class TiledAttentionBackward {
    private static final int QUERIES = TileKernel.COLUMNS;
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();
    private static final int ROWS = TileKernel.ROWS;

    /** Bytes of W floats. */
    private static final long STEP = (long) QUERIES * Float.BYTES;

    private final int queries;
    private final int keys;
    private final int headDim;
    private final int paddedDim;
    private final int paddedKeys;
    private final boolean causal;
    private final float scale;
    private final Sequences q;
    private final Sequences k;
    private final Sequences v;
    private final Sequences dy;
    private final Sequences dq;
    private final Sequences dk;
    private final Sequences dv;

    TiledAttentionBackward(AttentionBackward op) {
        queries = op.q().dim(1);
        keys = op.k().dim(1);
        headDim = op.headDim();
        paddedDim = Math.ceilDiv(headDim, QUERIES) * QUERIES;
        paddedKeys = Math.ceilDiv(keys, ROWS) * ROWS;
        causal = op.causal();
        scale = (float) (1 / Math.sqrt(headDim));
        q = Sequences.of(op.q());
        k = Sequences.of(op.k());
        v = Sequences.of(op.v());
        dy = Sequences.of(op.dy());
        dq = Sequences.of(op.dq());
        dk = Sequences.of(op.dk());
        dv = Sequences.of(op.dv());
    }

    /** Where the intermediate results of a task lie in its scratch memory. */
    private final class Layout {
        /** Qᵀ/√D, [D, W]. */
        private final long queryColumns;

        /** dYᵀ, [D, W]. */
        private final long gradientColumns;

        /** Sᵀ, then Pᵀ, [Tk, W]. */
        private final long weights;

        /** dPᵀ, then dSᵀ, [Tk, W]. */
        private final long dscores;

        /** Sums of each query, [W]. */
        private final long sums;

        /** K in panels of W columns, [D/W, Tk, W]. */
        private final long keyPanels;

        /** Q/√D and dY of the tile in panels, [D/W, W, W]. */
        private final long queryPanels;

        private final long gradientPanels;

        /** Rows of a product before they are added to or written, [W, D]. */
        private final long result;

        Layout(Scratch scratch) {
            long panels = (long) paddedDim * STEP;
            long bytes = 2L * headDim * STEP
                    + (2L * paddedKeys + 1) * STEP
                    + (long) paddedDim * keys * Float.BYTES
                    + 3 * panels;
            queryColumns = scratch.atLeast(bytes);
            gradientColumns = queryColumns + headDim * STEP;
            weights = gradientColumns + headDim * STEP;
            dscores = weights + paddedKeys * STEP;
            sums = dscores + paddedKeys * STEP;
            keyPanels = sums + STEP;
            queryPanels = keyPanels + (long) paddedDim * keys * Float.BYTES;
            gradientPanels = queryPanels + panels;
            result = gradientPanels + panels;
        }
    }

    /** Computes the gradients of a head. */
    void run(int sequence, int head, Scratch scratch) {
        Layout at = new Layout(scratch);
        int column = head * headDim;
        long key = k.at(sequence, column);
        long value = v.at(sequence, column);
        long dkey = dk.at(sequence, column);
        long dvalue = dv.at(sequence, column);
        for (int j = 0; j < keys; j++) {
            DenseRow.zero(dkey + j * dk.tokenStep(), headDim);
            DenseRow.zero(dvalue + j * dv.tokenStep(), headDim);
        }
        packPanels(key, k.tokenStep(), keys, 1, at.keyPanels, keys);
        for (int first = 0; first < queries; first += QUERIES) {
            int count = Math.min(QUERIES, queries - first);
            int visible = causal ? first + count : keys;
            long query = q.at(sequence, column) + first * q.tokenStep();
            long gradient = dy.at(sequence, column) + first * dy.tokenStep();
            packColumns(query, q.tokenStep(), count, scale, at.queryColumns);
            packColumns(gradient, dy.tokenStep(), count, 1, at.gradientColumns);
            multiplyRows(key, k.tokenStep(), at.queryColumns, visible, at.weights);
            multiplyRows(value, v.tokenStep(), at.gradientColumns, visible, at.dscores);
            softmaxBackward(at, first, count, visible);
            packPanels(query, q.tokenStep(), count, scale, at.queryPanels, QUERIES);
            packPanels(gradient, dy.tokenStep(), count, 1, at.gradientPanels, QUERIES);
            addProducts(at.weights, at.gradientPanels, count, visible, at.result, dvalue, dv.tokenStep());
            addProducts(at.dscores, at.queryPanels, count, visible, at.result, dkey, dk.tokenStep());
            multiplyKeys(at, count, visible, dq.at(sequence, column) + first * dq.tokenStep());
        }
    }

    /** factor·rows as panels of W columns, each with room for so many rows. */
    private void packPanels(long source, long step, int rows, float factor, long target, int room) {
        for (int d = 0; d < headDim; d += QUERIES) {
            int width = Math.min(QUERIES, headDim - d);
            long panel = target + (long) d / QUERIES * room * STEP;
            for (int i = 0; i < rows; i++) {
                long row = panel + i * STEP;
                DenseRow.scale(factor, Rows.plus(source + i * step, d), row, width);
                DenseRow.zero(Rows.plus(row, width), QUERIES - width);
            }
        }
    }

    /** factor·rows as columns; the last row stands in for those that are missing. */
    private void packColumns(long source, long step, int count, float factor, long target) {
        for (int i = 0; i < count; i += LANES) {
            int rows = Math.min(LANES, count - i);
            Transposition.run(source + i * step, step, rows, headDim, factor, Rows.plus(target, i), STEP);
        }
    }

    /**
     * target[j] = Σ_d source[j, d]·columns[d] for the visible keys. The last tile overlaps the one before; too few keys for
     * a tile are taken one by one, each in place of all rows, and so are keys too far apart for the kernel.
     */
    private void multiplyRows(long source, long step, long columns, int visible, long target) {
        boolean tiles = keys >= ROWS && step <= RawMemory.STEP_BITS;
        for (int j = 0; j < visible; j += tiles ? ROWS : 1) {
            int row = tiles ? Math.min(j, keys - ROWS) : j;
            TileKernel.multiply(
                    source + row * step,
                    tiles ? step : 0,
                    Float.BYTES,
                    columns,
                    headDim,
                    target + row * STEP,
                    tiles ? STEP : 0);
        }
    }

    /** From Sᵀ and dPᵀ to Pᵀ and dSᵀ, column by column. */
    private void softmaxBackward(Layout at, int first, int count, int visible) {
        for (int j = first + 1; causal && j < visible; j++) {
            DenseRow.fill(Float.NEGATIVE_INFINITY, at.weights + j * STEP, j - first);
        }
        for (int i = 0; i < count; i += Lanes.SCALAR ? 1 : LANES) {
            long weights = Rows.plus(at.weights, i);
            long dscores = Rows.plus(at.dscores, i);
            if (Lanes.SCALAR) {
                columnBackward(weights, dscores, visible);
            } else {
                columnsBackward(weights, dscores, Rows.plus(at.sums, i), visible);
            }
        }
    }

    private static void columnsBackward(long weights, long dscores, long sum, int visible) {
        ColumnSoftmax.maxima(weights, STEP, visible, sum);
        ColumnSoftmax.exponentials(weights, STEP, visible, sum, weights, sum);
        FloatVector inverse = FloatVector.broadcast(S, 1f).div(FloatVector.fromMemorySegment(S, M, sum & BITS, LE));
        FloatVector delta = FloatVector.zero(S);
        for (int j = 0; j < visible; j++) {
            long at = weights + j * STEP & BITS;
            FloatVector weight = FloatVector.fromMemorySegment(S, M, at, LE).mul(inverse);
            weight.intoMemorySegment(M, at, LE);
            delta = weight.fma(FloatVector.fromMemorySegment(S, M, dscores + j * STEP & BITS, LE), delta);
        }
        for (int j = 0; j < visible; j++) {
            long at = dscores + j * STEP & BITS;
            FloatVector centred = FloatVector.fromMemorySegment(S, M, at, LE).sub(delta);
            centred.mul(FloatVector.fromMemorySegment(S, M, weights + j * STEP & BITS, LE))
                    .intoMemorySegment(M, at, LE);
        }
    }

    private static void columnBackward(long weights, long dscores, int visible) {
        float max = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < visible; j++) {
            max = Math.max(max, RawMemory.get(weights + j * STEP));
        }
        float sum = 0;
        for (int j = 0; j < visible; j++) {
            long at = weights + j * STEP;
            float exponential = VectorMath.expOfNegative(RawMemory.get(at) - max);
            RawMemory.put(at, exponential);
            sum += exponential;
        }
        float delta = 0;
        for (int j = 0; j < visible; j++) {
            long at = weights + j * STEP;
            float weight = RawMemory.get(at) / sum;
            RawMemory.put(at, weight);
            delta += weight * RawMemory.get(dscores + j * STEP);
        }
        for (int j = 0; j < visible; j++) {
            long at = dscores + j * STEP;
            RawMemory.put(at, RawMemory.get(weights + j * STEP) * (RawMemory.get(at) - delta));
        }
    }

    /** target[j] += Σᵢ left[j, i]·panels[i] over the queries of the tile, for each visible key. */
    private void addProducts(long left, long panels, int count, int visible, long tile, long target, long step) {
        for (int d = 0; d < headDim; d += QUERIES) {
            int width = Math.min(QUERIES, headDim - d);
            long panel = panels + (long) d / QUERIES * QUERIES * STEP;
            for (int j = 0; j < visible; j += ROWS) {
                TileKernel.multiply(left + j * STEP, STEP, Float.BYTES, panel, count, tile, STEP);
                for (int row = 0; row < Math.min(ROWS, visible - j); row++) {
                    long sum = Rows.plus(target + (j + row) * step, d);
                    DenseRow.sum(sum, tile + row * STEP, sum, width);
                }
            }
        }
    }

    /** dQ = dS·K/√D. */
    private void multiplyKeys(Layout at, int count, int visible, long target) {
        long rowBytes = (long) paddedDim * Float.BYTES;
        for (int d = 0; d < headDim; d += QUERIES) {
            for (int i = 0; i < count; i += ROWS) {
                TileKernel.multiply(
                        Rows.plus(at.dscores, i),
                        Float.BYTES,
                        STEP,
                        at.keyPanels + (long) d / QUERIES * keys * STEP,
                        visible,
                        Rows.plus(at.result + i * rowBytes, d),
                        rowBytes);
            }
        }
        for (int i = 0; i < count; i++) {
            DenseRow.scale(scale, at.result + i * rowBytes, target + i * dq.tokenStep(), headDim);
        }
    }
}
