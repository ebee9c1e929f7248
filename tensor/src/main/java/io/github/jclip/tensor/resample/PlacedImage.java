// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * An image among the pixels of a batch, with the weights of what is to be made of it. A device reads these as a table of
 * integers: {@value #WORDS} for each image, then the weights of all. Those of a direction are, for n output samples, the n
 * first input samples, the n counts of input samples, and one row of n weights for each tap, so that neighbouring outputs
 * find theirs side by side.
 *
 * @param offset where its first sample lies among the pixels
 * @param rowStep samples from one row to the next
 * @param bands samples of a pixel: 3 for red, green and blue, or 1 for gray
 * @param columns for the columns of the output
 * @param rows for its rows
 */
public record PlacedImage(int offset, int rowStep, int bands, FixedPointWeights columns, FixedPointWeights rows) {
    /** Integers of an image: offset, row step, bands, and for columns and for rows where their weights begin, and taps. */
    public static final int WORDS = 7;

    private static final int COLUMNS = 3;
    private static final int ROWS = 5;

    /**
     * An image whose samples are checked against nothing: who places it knows the pixels.
     *
     * @throws IllegalArgumentException if it has neither one nor three bands, or lies before the first pixel
     */
    public PlacedImage {
        if ((bands != 1 && bands != 3) || offset < 0 || rowStep < 0) {
            throw new IllegalArgumentException("%d bands at %d, row step %d".formatted(bands, offset, rowStep));
        }
    }

    /** The same image elsewhere. */
    public PlacedImage movedTo(int other) {
        return new PlacedImage(other, rowStep, bands, columns, rows);
    }

    /** Samples from the first to the last that is needed. */
    public int extent() {
        return (rows.end() - 1) * rowStep + columns.end() * bands;
    }

    /** The table of a batch. */
    public static int[] table(List<PlacedImage> images) {
        int length = WORDS * images.size();
        for (PlacedImage image : images) {
            length = Math.addExact(length, Math.addExact(words(image.columns), words(image.rows)));
        }
        int[] table = new int[length];
        int at = WORDS * images.size();
        for (int i = 0; i < images.size(); i++) {
            PlacedImage image = images.get(i);
            int start = WORDS * i;
            table[start] = image.offset;
            table[start + 1] = image.rowStep;
            table[start + 2] = image.bands;
            at = append(image.columns, table, start + COLUMNS, at);
            at = append(image.rows, table, start + ROWS, at);
        }
        return table;
    }

    private static int words(FixedPointWeights weights) {
        return Math.multiplyExact(weights.size(), 2 + most(weights));
    }

    /** Taps that any output sample has; fewer than room is kept for. */
    private static int most(FixedPointWeights weights) {
        int most = 0;
        for (int i = 0; i < weights.size(); i++) {
            most = Math.max(most, weights.count(i));
        }
        return most;
    }

    private static int append(FixedPointWeights weights, int[] table, int entry, int at) {
        int samples = weights.size();
        int taps = most(weights);
        table[entry] = at;
        table[entry + 1] = taps;
        for (int i = 0; i < samples; i++) {
            table[at + i] = weights.first(i);
            table[at + samples + i] = weights.count(i);
            for (int k = 0; k < weights.count(i); k++) {
                table[at + (2 + k) * samples + i] = weights.values()[i * weights.taps() + k];
            }
        }
        return at + (2 + taps) * samples;
    }

    /**
     * An image of a table.
     *
     * @param table its integers
     * @param index of the image
     * @param width columns of the output
     * @param height rows of the output
     */
    public static PlacedImage of(IntUnaryOperator table, int index, int width, int height) {
        int start = WORDS * index;
        return new PlacedImage(
                table.applyAsInt(start),
                table.applyAsInt(start + 1),
                table.applyAsInt(start + 2),
                weights(table, start + COLUMNS, width),
                weights(table, start + ROWS, height));
    }

    private static FixedPointWeights weights(IntUnaryOperator table, int entry, int samples) {
        int at = table.applyAsInt(entry);
        int taps = table.applyAsInt(entry + 1);
        int[] first = new int[samples];
        int[] count = new int[samples];
        int[] values = new int[Math.multiplyExact(samples, taps)];
        for (int i = 0; i < samples; i++) {
            first[i] = table.applyAsInt(at + i);
            count[i] = table.applyAsInt(at + samples + i);
            for (int k = 0; k < count[i]; k++) {
                values[i * taps + k] = table.applyAsInt(at + (2 + k) * samples + i);
            }
        }
        return new FixedPointWeights(first, count, taps, values);
    }
}
