// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** log Σ exp of each row and of each column of a square matrix. */
final class LogSums {
    private LogSums() {}

    /**
     * Computes both.
     *
     * @param target address of N sums of rows, then N sums of columns
     */
    static void compute(Rows matrix, long target, Workers workers) {
        int n = matrix.width();
        long columns = Rows.plus(target, n);
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
                    columnsOfVector(matrix, task * lanes, columns);
                } else {
                    column(matrix, vectors * lanes + task - vectors, columns);
                }
            }
        });
    }

    private static void columnsOfVector(Rows matrix, int c, long sums) {
        int n = matrix.width();
        FloatVector max = RawMemory.load(Rows.plus(matrix.at(0), c));
        for (int row = 1; row < n; row++) {
            FloatVector values = RawMemory.load(Rows.plus(matrix.at(row), c));
            max = max.blend(values, values.compare(VectorOperators.GT, max));
        }
        // The sum stays in memory: as a variable of the loop, C2 has put it on the heap.
        long at = Rows.plus(sums, c);
        RawMemory.store(FloatVector.zero(Lanes.FLOATS), at);
        for (int row = 0; row < n; row++) {
            FloatVector shifted = RawMemory.load(Rows.plus(matrix.at(row), c)).sub(max);
            RawMemory.store(RawMemory.load(at).add(VectorMath.expOfNegative(shifted)), at);
        }
        for (int i = 0; i < Lanes.FLOATS.length(); i++) {
            long sum = Rows.plus(at, i);
            RawMemory.put(sum, (float) (max.lane(i) + Math.log(RawMemory.get(sum))));
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
