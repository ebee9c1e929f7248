// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;

/**
 * C ← C + Aᵀ·B for matrices A [M, N] and B [M, K] of many rows: the gradient of weights. Rows of both are copied as they
 * lie, {@link #DEPTH} at a time: those of B stay in the L2 cache while strips of A pass by. The micro-kernel takes A by
 * columns, so nothing is transposed.
 *
 * <p>Where C is small beside A and B, the rows are divided into parts, which have sums of their own: so each of them is
 * read once, and by one thread. How many parts there are follows from the sizes alone, and the parts are added in their
 * order; so the bits do not depend on the threads. Blocks of C change no bits, and there are as many as the threads want.
 *
 * <p>With a target for them, the column sums of A come along: its rows are in the cache already.
 *
 * @param a the rows of A
 * @param b the rows of B
 * @param rows M
 * @param c the rows of C, dense floats
 * @param n columns of A, rows of C
 * @param k columns of B and C
 * @param sums address of N floats that the column sums of A are added to, or 0
 */
record TransposedProduct(Source a, Source b, int rows, Rows c, int n, int k, long sums) {
    /** Rows of A and B that are in the cache at a time. */
    static final int DEPTH = 256;

    /** Most columns of B that a task has: with {@link #DEPTH} rows a quarter of an L2 cache of 2 MiB. */
    private static final int MOST_PANELS = Math.max(1, 512 / MicroKernel.COLUMNS);

    /** Least columns of A that a task has: each task copies all that it needs of B. */
    private static final int LEAST_COLUMNS = 16 * MicroKernel.ROWS;

    /** Least rows of a part. */
    private static final int LEAST_ROWS = 1024;

    /** Most floats of the sums of all parts. */
    private static final int MOST_SUMS = 1 << 21;

    private static final int MOST_PARTS = 32;

    /** Tasks for each thread, so that none waits long for the last. */
    private static final int TASKS_PER_THREAD = 4;

    /** Multiply-adds that are worth a task of their own. */
    private static final long LEAST_WORK = 1 << 21;

    /** A matrix of many rows. */
    @FunctionalInterface
    interface Source {
        /**
         * Copies part of the matrix to dense rows.
         *
         * @param row the first row
         * @param rows how many rows
         * @param from the first column
         * @param count how many columns
         * @param target address of the copy
         * @param step bytes from one row of the copy to the next
         */
        void copy(int row, int rows, int from, int count, long target, long step);

        /** The rows of a tensor. */
        static Source of(Tensor tensor) {
            Rows lines = Rows.of(tensor);
            return (row, rows, from, count, target, step) -> {
                for (int i = 0; i < rows; i++) {
                    DenseRow.copy(Rows.plus(lines.at(row + i), from), target + i * step, count);
                }
            };
        }
    }

    /** Computes C and the sums. */
    void run(Workers workers) {
        if (rows == 0 || n == 0 || k == 0) {
            return;
        }
        workers.inTurn(() -> {
            int parts = parts();
            if (parts == 1) {
                runParts(1, new TransposedBlock.Target(c.at(0), c.innerStep(), true, sums), workers);
                return;
            }
            long rowBytes = (long) k * Float.BYTES;
            long partial = workers.operands().atLeast(parts * partBytes());
            long partialSums = sums == 0 ? 0 : partial + n * rowBytes;
            runParts(parts, new TransposedBlock.Target(partial, rowBytes, false, partialSums), workers);
            addParts(parts, partial, workers);
        });
    }

    private int parts() {
        int most = (int) Math.min(MOST_PARTS, MOST_SUMS / ((long) n * k));
        return Math.clamp(rows / LEAST_ROWS, 1, Math.max(1, most));
    }

    /** Bytes of the sums of a part: those of C, then those of the columns of A. */
    private long partBytes() {
        return ((long) n * k + n) * Float.BYTES;
    }

    private void runParts(int parts, TransposedBlock.Target first, Workers workers) {
        int panels = Math.ceilDiv(k, MicroKernel.COLUMNS);
        int panelBlocks = Math.ceilDiv(panels, MOST_PANELS);
        int columnBlocks = columnBlocks(parts * panelBlocks, workers.threads());
        int columns = Math.ceilDiv(Math.ceilDiv(n, columnBlocks), MicroKernel.ROWS) * MicroKernel.ROWS;
        int blocks = panelBlocks * columnBlocks;
        workers.run(parts * blocks, (task, worker) -> {
            int part = task / blocks;
            int panelBlock = task % blocks / columnBlocks;
            int fromColumn = Math.min(n, task % columnBlocks * columns);
            TransposedBlock block = new TransposedBlock(
                    this,
                    (int) ((long) rows * part / parts),
                    (int) ((long) rows * (part + 1) / parts),
                    fromColumn,
                    Math.min(n, fromColumn + columns),
                    panels * panelBlock / panelBlocks,
                    panels * (panelBlock + 1) / panelBlocks,
                    first.plus(part * partBytes()));
            block.run(workers.scratch(worker));
        });
    }

    /** As many as the threads want, unless they get too small. */
    private int columnBlocks(int others, int threads) {
        if (threads == 1) {
            return 1;
        }
        long work = (long) rows * n * k;
        long useful = Math.min(work / LEAST_WORK, (long) TASKS_PER_THREAD * threads);
        int wanted = Math.toIntExact(Math.ceilDiv(useful, (long) others));
        return Math.clamp(wanted, 1, Math.max(1, n / LEAST_COLUMNS));
    }

    private void addParts(int parts, long partial, Workers workers) {
        long rowBytes = (long) k * Float.BYTES;
        RangeTask.forEach(workers, n, parts * k, (from, to) -> {
            for (int row = from; row < to; row++) {
                for (int part = 0; part < parts; part++) {
                    DenseRow.sum(c.at(row), partial + part * partBytes() + row * rowBytes, c.at(row), k);
                }
            }
        });
        for (int part = 0; sums != 0 && part < parts; part++) {
            DenseRow.sum(sums, partial + part * partBytes() + n * rowBytes, sums, n);
        }
    }
}
