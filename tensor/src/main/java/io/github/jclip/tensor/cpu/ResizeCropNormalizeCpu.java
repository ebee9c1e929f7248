// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.resample.PlacedImage;
import io.github.jclip.tensor.resample.ResamplePasses;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** {@link ResizeCropNormalize} on the CPU: the passes that resample images on the host, several images at a time. */
final class ResizeCropNormalizeCpu {
    private static final ResamplePasses PASSES = ResamplePasses.choose();

    private ResizeCropNormalizeCpu() {}

    static void run(ResizeCropNormalize op, Workers workers) {
        Tensor y = op.y();
        if (y.elementCount() == 0) {
            return;
        }
        int[] table = new int[op.table().dim(0)];
        MemorySegment.copy(op.table().segment(), RawMemory.INT, 0, table, 0, table.length);
        float[] levels = op.levels().toFloatArray();
        Rows planes = Rows.of(y);
        int elements = Math.toIntExact(y.elementCount() / y.dim(0));
        RangeTask.forEach(workers, y.dim(0), elements, (from, to) -> {
            for (int n = from; n < to; n++) {
                PlacedImage image = PlacedImage.of(i -> table[i], n, y.dim(3), y.dim(2));
                replaceLevels(resized(op.pixels(), image), image.bands(), levels, planes, n * y.dim(1) * y.dim(2));
            }
        });
    }

    /** The cropped square, [H, W, bands]. */
    private static byte[] resized(Tensor pixels, PlacedImage image) {
        int begin = image.rows().begin();
        int rows = image.rows().end() - begin;
        long first = image.offset() + (long) begin * image.rowStep();
        int length = (rows - 1) * image.rowStep() + image.columns().end() * image.bands();
        byte[] in = new byte[length];
        MemorySegment all = pixels.segment().asSlice(0, pixels.byteSize());
        MemorySegment.copy(all, ValueLayout.JAVA_BYTE, first, in, 0, length);
        int lineLength = image.columns().size() * image.bands();
        byte[] lines = new byte[rows * lineLength];
        PASSES.alongRows(in, 0, image.rowStep(), image.bands(), rows, image.columns(), lines);
        byte[] square = new byte[image.rows().size() * lineLength];
        PASSES.alongColumns(lines, lineLength, image.rows(), square);
        return square;
    }

    /** Writes the three planes of an image, whose rows of y begin with one. */
    private static void replaceLevels(byte[] square, int bands, float[] levels, Rows y, int firstRow) {
        int channels = 3;
        int height = square.length / (bands * y.width());
        float[] row = new float[y.width()];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < height; i++) {
                int in = i * row.length * bands + c % bands;
                for (int j = 0; j < row.length; j++) {
                    row[j] = levels[c << Byte.SIZE | Byte.toUnsignedInt(square[in + j * bands])];
                }
                MemorySegment.copy(row, 0, RawMemory.ALL, RawMemory.FLOAT, y.at(firstRow + c * height + i), row.length);
            }
        }
    }
}
