// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Nearest-neighbour resizing of one-byte pixels; positions are summed up in doubles, as Pillow does. */
final class NearestNeighbour {
    private NearestNeighbour() {}

    static byte[] resize(byte[] pixels, int inWidth, int inHeight, int width, int height, Region window) {
        int[] columns = positions(inWidth, width, window.left(), window.right());
        int[] rows = positions(inHeight, height, window.top(), window.bottom());
        byte[] result = new byte[columns.length * rows.length];
        int out = 0;
        for (int row : rows) {
            for (int column : columns) {
                result[out++] = pixels[row * inWidth + column];
            }
        }
        return result;
    }

    private static int[] positions(int in, int out, int from, int to) {
        int[] positions = new int[to - from];
        double step = (double) in / out;
        double position = 0.5 * step;
        for (int i = 0; i < to; i++) {
            if (i >= from) {
                positions[i - from] = Math.min((int) position, in - 1);
            }
            position += step;
        }
        return positions;
    }
}
