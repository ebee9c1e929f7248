// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/** log Σ exp of each row and of each column of a square matrix. */
final class LogSums {
    private LogSums() {}

    /** Bytes that {@link #compute} takes for N rows: more than its results. */
    static long bytes(int n) {
        return 3L * n * Float.BYTES;
    }

    /**
     * Computes both.
     *
     * @param target address of {@link #bytes}: N sums of rows, then N sums of columns
     */
    static void compute(Rows matrix, long target, Workers workers) {
        int n = matrix.width();
        long columns = Rows.plus(target, n);
        long maxima = Rows.plus(columns, n);
        RangeTask.forEach(workers, n, n, (from, to) -> {
            for (int row = from; row < to; row++) {
                float max = RowKernels.max(matrix.at(row), n);
                float sum = RowKernels.sumOfExponentials(matrix.at(row), max, n);
                RawMemory.put(Rows.plus(target, row), (float) (max + Math.log(sum)));
            }
        });
        int lanes = Lanes.SCALAR ? 1 : Lanes.FLOATS.length();
        int vectors = Rows.inVectors(n) / lanes;
        int tasks = vectors + (n - vectors * lanes);
        RangeTask.forEach(workers, tasks, n * lanes, (from, to) -> {
            for (int task = from; task < to; task++) {
                if (task < vectors) {
                    columnsOfVector(matrix, task * lanes, columns, maxima);
                } else {
                    column(matrix, vectors * lanes + task - vectors, columns);
                }
            }
        });
    }

    private static void columnsOfVector(Rows matrix, int c, long sums, long maxima) {
        int n = matrix.width();
        long x = Rows.plus(matrix.at(0), c);
        long sum = Rows.plus(sums, c);
        long max = Rows.plus(maxima, c);
        ColumnSoftmax.maxima(x, matrix.innerStep(), n, max);
        ColumnSoftmax.exponentials(x, matrix.innerStep(), n, max, 0, sum);
        for (int i = 0; i < Lanes.FLOATS.length(); i++) {
            double log = Math.log(RawMemory.get(Rows.plus(sum, i)));
            RawMemory.put(Rows.plus(sum, i), (float) (RawMemory.get(Rows.plus(max, i)) + log));
        }
    }

    private static void column(Rows matrix, int c, long sums) {
        float max = Float.NEGATIVE_INFINITY;
        for (int row = 0; row < matrix.width(); row++) {
            max = Math.max(max, RawMemory.get(Rows.plus(matrix.at(row), c)));
        }
        float sum = 0;
        for (int row = 0; row < matrix.width(); row++) {
            sum += VectorMath.expOfNegative(RawMemory.get(Rows.plus(matrix.at(row), c)) - max);
        }
        RawMemory.put(Rows.plus(sums, c), (float) (max + Math.log(sum)));
    }
}
