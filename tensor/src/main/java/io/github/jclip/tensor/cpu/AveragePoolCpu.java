// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AveragePool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link AveragePool} on the CPU: vectors run over the channels.
 *
 * <p>Memory traffic: x is read and y written once, 4·(1 + 1/kernel²) bytes for each element of x.
 */
final class AveragePoolCpu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final MemorySegment M = RawMemory.ALL;
    private static final ByteOrder LE = RawMemory.ORDER;
    private static final long BITS = RawMemory.ADDRESS_BITS;
    private static final int LANES = S.length();

    private AveragePoolCpu() {}

    static void run(AveragePool op, Workers workers) {
        Window window = Window.of(op);
        Rows y = Rows.of(op.y());
        int positions = op.y().dim(1) * op.y().dim(2);
        int columns = op.y().dim(2);
        RangeTask.forEach(workers, y.count(), y.width() * op.kernel() * op.kernel(), (from, to) -> {
            for (int row = from; row < to; row++) {
                int position = row % positions;
                long x = window.at(row / positions, position / columns, position % columns);
                window.mean(x, y.at(row), y.width());
            }
        });
    }

    /** Where windows lie in the input; steps are in bytes. */
    private record Window(long base, int kernel, long imageStep, long rowStep, long columnStep) {

        static Window of(AveragePool op) {
            return new Window(
                    RawMemory.address(op.x()),
                    op.kernel(),
                    op.x().stride(0) * Float.BYTES,
                    op.x().stride(1) * Float.BYTES,
                    op.x().stride(2) * Float.BYTES);
        }

        long at(int image, int row, int column) {
            return base + image * imageStep + (long) row * kernel * rowStep + (long) column * kernel * columnStep;
        }

        void mean(long x, long y, int channels) {
            float share = 1f / (kernel * kernel);
            int vectors = Rows.inVectors(channels);
            int c = kernel == 2 ? meanOfFour(x, y, vectors) : 0;
            for (; c < vectors; c += LANES) {
                long offset = (long) Float.BYTES * c;
                FloatVector sum = FloatVector.zero(S);
                for (int u = 0; u < kernel; u++) {
                    for (int v = 0; v < kernel; v++) {
                        long pixel = x + offset + u * rowStep + v * columnStep & BITS;
                        sum = FloatVector.fromMemorySegment(S, M, pixel, LE).add(sum);
                    }
                }
                sum.mul(share).intoMemorySegment(M, y + offset & BITS, LE);
            }
            for (; c < channels; c++) {
                RawMemory.put(Rows.plus(y, c), sum(Rows.plus(x, c)) * share);
            }
        }

        /** The windows of CLIP's ResNets, without loops over them. */
        private int meanOfFour(long x, long y, int channels) {
            for (int c = 0; c < channels; c += LANES) {
                long offset = (long) Float.BYTES * c;
                long top = x + offset;
                long bottom = top + rowStep;
                FloatVector.fromMemorySegment(S, M, top & BITS, LE)
                        .add(FloatVector.fromMemorySegment(S, M, top + columnStep & BITS, LE))
                        .add(FloatVector.fromMemorySegment(S, M, bottom & BITS, LE))
                        .add(FloatVector.fromMemorySegment(S, M, bottom + columnStep & BITS, LE))
                        .mul(0.25f)
                        .intoMemorySegment(M, y + offset & BITS, LE);
            }
            return channels;
        }

        private float sum(long x) {
            float sum = 0;
            for (int u = 0; u < kernel; u++) {
                for (int v = 0; v < kernel; v++) {
                    sum += RawMemory.get(x + u * rowStep + v * columnStep);
                }
            }
            return sum;
        }
    }
}
