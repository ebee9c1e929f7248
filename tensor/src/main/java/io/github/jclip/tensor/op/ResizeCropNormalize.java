// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.resample.FixedPointWeights;
import io.github.jclip.tensor.resample.PlacedImage;
import java.util.List;

/**
 * The input of an image tower from images of different sizes: each is resized as Pillow resizes 8-bit samples, cropped,
 * and its levels replaced. With f the weights of a direction in fixed point, of which 2²² is one, and round(s) =
 * clamp(⌊s/2²²⌋, 0, 255),
 *
 * <ul>
 *   <li>line[r, j, c] = round(2²¹ + Σₖ f_columns[j, k] · pixels[r, first_columns[j] + k, c]),
 *   <li>level[i, j, c] = round(2²¹ + Σₖ f_rows[i, k] · line[first_rows[i] + k, j, c]),
 *   <li>y[n, c, i, j] = levels[c, level[i, j, c]]; an image of one band has its only one in all three channels.
 * </ul>
 *
 * <p>What is cropped away has no weights and is not computed. All arithmetic is in integers, which FLOPs do not count, so
 * that every device gives the same values; y's type rounds them once.
 *
 * <p>Source: Pillow's {@code Resample.c}; torchvision's {@code Resize}, {@code CenterCrop}, {@code Normalize}.
 *
 * @param pixels [P], U8, contiguous: images with the bands of a pixel side by side, anywhere
 * @param table [Q], I32, contiguous: the images, as {@link PlacedImage#table} has them
 * @param levels [3, 256], any floating type, contiguous: what stands for each level of each channel
 * @param y [N, 3, H, W], innermost dimension dense
 */
public record ResizeCropNormalize(Tensor pixels, Tensor table, Tensor levels, Tensor y) implements Op {
    private static final String NAME = "ResizeCropNormalize";
    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    public ResizeCropNormalize {
        Operands.requireRank(NAME, "pixels", pixels, 1, 1);
        Operands.require(
                NAME, pixels.dtype() == DType.U8, "pixels have type %s, expected U8".formatted(pixels.dtype()));
        Operands.requireRank(NAME, "table", table, 1, 1);
        Operands.require(NAME, table.dtype() == DType.I32, "table has type %s, expected I32".formatted(table.dtype()));
        Operands.requireShape(NAME, "levels", levels, CHANNELS, LEVELS);
        Operands.requireFloating(NAME, "levels", levels);
        Operands.requireRank(NAME, "y", y, 4, 4);
        Operands.requireFloating(NAME, "y", y);
        Operands.requireShape(NAME, "y", y, y.dim(0), CHANNELS, y.dim(2), y.dim(3));
        Operands.requireDenseRows(NAME, "y", y);
        Operands.require(
                NAME,
                table.dim(0) >= (long) PlacedImage.WORDS * y.dim(0),
                "a table of %d integers for %d images".formatted(table.dim(0), y.dim(0)));
        Operands.require(
                NAME,
                pixels.isContiguous() && table.isContiguous() && levels.isContiguous(),
                "pixels, table and levels must be contiguous");
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(pixels, table, levels);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return 0;
    }

    @Override
    public void reference() {
        for (int n = 0; n < y.dim(0); n++) {
            reference(PlacedImage.of(i -> Math.toIntExact(table.getLong(i)), n, y.dim(3), y.dim(2)), n);
        }
    }

    private void reference(PlacedImage image, int n) {
        int begin = image.rows().begin();
        int[][][] lines = new int[image.rows().end() - begin][image.bands()][y.dim(3)];
        for (int r = 0; r < lines.length; r++) {
            for (int c = 0; c < image.bands(); c++) {
                for (int j = 0; j < y.dim(3); j++) {
                    lines[r][c][j] = line(image, begin + r, c, j);
                }
            }
        }
        for (int c = 0; c < CHANNELS; c++) {
            for (int i = 0; i < y.dim(2); i++) {
                for (int j = 0; j < y.dim(3); j++) {
                    y.set(levels.get(c, level(image.rows(), lines, i, c % image.bands(), j)), n, c, i, j);
                }
            }
        }
    }

    private int line(PlacedImage image, int row, int band, int column) {
        FixedPointWeights weights = image.columns();
        long start = image.offset() + (long) row * image.rowStep() + (long) weights.first(column) * image.bands();
        int sum = FixedPointWeights.HALF;
        for (int k = 0; k < weights.count(column); k++) {
            int sample = (int) pixels.getLong(start + (long) k * image.bands() + band);
            sum += weights.values()[column * weights.taps() + k] * sample;
        }
        return Byte.toUnsignedInt(FixedPointWeights.round(sum));
    }

    private static int level(FixedPointWeights weights, int[][][] lines, int row, int band, int column) {
        int sum = FixedPointWeights.HALF;
        for (int k = 0; k < weights.count(row); k++) {
            int sample = lines[weights.first(row) - weights.begin() + k][band][column];
            sum += weights.values()[row * weights.taps() + k] * sample;
        }
        return Byte.toUnsignedInt(FixedPointWeights.round(sum));
    }

    /** Integers are exact, and the rounding that y's type prescribes the reference makes too. */
    @Override
    public double tolerance(double unitRoundoff) {
        return 0;
    }
}
