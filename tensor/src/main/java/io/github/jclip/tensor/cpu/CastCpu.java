// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;

/** {@link Cast} on the CPU: vectors where rows are dense, element by element for F64 and for permuted views. */
final class CastCpu {
    private CastCpu() {}

    static void run(Cast op, Workers workers) {
        if (!streams(op.x()) || !streams(op.y())) {
            op.y().copyFrom(op.x());
        } else if (op.x().isContiguous() && op.y().isContiguous()) {
            dense(op, workers);
        } else {
            rows(op, workers);
        }
    }

    private static boolean streams(Tensor tensor) {
        boolean denseRows = tensor.rank() <= 4 && (tensor.rank() == 0 || tensor.dim(-1) <= 1 || tensor.stride(-1) == 1);
        return tensor.dtype() != DType.F64 && denseRows;
    }

    private static void dense(Cast op, Workers workers) {
        long x = RawMemory.address(op.x());
        long y = RawMemory.address(op.y());
        int xBytes = op.x().dtype().byteSize();
        int yBytes = op.y().dtype().byteSize();
        Stretches.run(
                op.x().elementCount(),
                workers,
                (from, to) -> convert(op, x + from * xBytes, y + from * yBytes, Math.toIntExact(to - from)));
    }

    private static void rows(Cast op, Workers workers) {
        Rows x = Rows.of(op.x());
        Rows y = Rows.of(op.y());
        RangeTask.forEach(workers, x.count(), x.width(), (from, to) -> {
            for (int row = from; row < to; row++) {
                convert(op, x.at(row), y.at(row), x.width());
            }
        });
    }

    private static void convert(Cast op, long x, long y, int count) {
        DType from = op.x().dtype();
        DType to = op.y().dtype();
        if (from == to) {
            RawMemory.copyBytes(x, y, (long) count * from.byteSize());
        } else if (to == DType.F32) {
            Conversions.toFloats(from, x, y, count);
        } else if (from == DType.F32) {
            Conversions.fromFloats(to, x, y, count);
        } else {
            between16(from, x, to, y, count);
        }
    }

    /** Between the 16-bit types: every value of either is a float, so that going by way of F32 rounds once. */
    private static void between16(DType from, long x, DType to, long y, int count) {
        for (int i = 0; i < count; i++) {
            long offset = i * (long) Short.BYTES;
            short bits = RawMemory.getShort(x + offset);
            RawMemory.putShort(y + offset, Conversions.fromFloat(to, Conversions.toFloat(from, bits)));
        }
    }
}
