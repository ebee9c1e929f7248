// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.op.AveragePool;
import jdk.incubator.vector.FloatVector;

/**
 * {@link AveragePool} on the CPU: vectors run over the channels.
 *
 * <p>Memory traffic: x is read and y written once, 4·(1 + 1/kernel²) bytes for each element of x.
 */
final class AveragePoolCpu {
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
            int c = kernel == 2 ? meanOfFour(x, y, Rows.inVectors(channels)) : 0;
            for (; c < Rows.inVectors(channels); c += Lanes.FLOATS.length()) {
                RawMemory.store(vectorSum(Rows.plus(x, c)).mul(share), Rows.plus(y, c));
            }
            for (; c < channels; c++) {
                RawMemory.put(Rows.plus(y, c), sum(Rows.plus(x, c)) * share);
            }
        }

        /** The windows of CLIP's ResNets, without loops over them. */
        private int meanOfFour(long x, long y, int channels) {
            FloatVector quarter = FloatVector.broadcast(Lanes.FLOATS, 0.25f);
            for (int c = 0; c < channels; c += Lanes.FLOATS.length()) {
                long top = Rows.plus(x, c);
                long bottom = top + rowStep;
                FloatVector sum = RawMemory.load(top)
                        .add(RawMemory.load(top + columnStep))
                        .add(RawMemory.load(bottom))
                        .add(RawMemory.load(bottom + columnStep));
                RawMemory.store(sum.mul(quarter), Rows.plus(y, c));
            }
            return channels;
        }

        private FloatVector vectorSum(long x) {
            FloatVector sum = FloatVector.zero(Lanes.FLOATS);
            for (int u = 0; u < kernel; u++) {
                for (int v = 0; v < kernel; v++) {
                    sum = sum.add(RawMemory.load(x + u * rowStep + v * columnStep));
                }
            }
            return sum;
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
