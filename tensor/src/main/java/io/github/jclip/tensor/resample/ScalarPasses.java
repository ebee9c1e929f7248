// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import java.util.Arrays;

/** Plain loops. */
final class ScalarPasses implements ResamplePasses {

    @Override
    public void alongRows(byte[] in, int from, int stride, int bands, int rows, FixedPointWeights weights, byte[] out) {
        int[] fixed = weights.values();
        int rowLength = weights.size() * bands;
        for (int y = 0; y < rows; y++) {
            for (int c = 0; c < bands; c++) {
                resampleBand(in, from + y * stride + c, bands, weights, fixed, out, y * rowLength + c);
            }
        }
    }

    private static void resampleBand(
            byte[] in, int from, int bands, FixedPointWeights weights, int[] fixed, byte[] out, int to) {
        for (int x = 0; x < weights.size(); x++) {
            int position = from + bands * weights.first(x);
            int weight = x * weights.taps();
            int sum = FixedPointWeights.HALF;
            for (int k = 0; k < weights.count(x); k++) {
                sum += Byte.toUnsignedInt(in[position + k * bands]) * fixed[weight + k];
            }
            out[to + x * bands] = FixedPointWeights.round(sum);
        }
    }

    @Override
    public void alongColumns(byte[] in, int length, FixedPointWeights weights, byte[] out) {
        int[] fixed = weights.values();
        int[] sums = new int[length];
        for (int y = 0; y < weights.size(); y++) {
            Arrays.fill(sums, FixedPointWeights.HALF);
            for (int k = 0; k < weights.count(y); k++) {
                int row = (weights.first(y) - weights.begin() + k) * length;
                addScaled(sums, in, row, fixed[y * weights.taps() + k]);
            }
            for (int i = 0; i < length; i++) {
                out[y * length + i] = FixedPointWeights.round(sums[i]);
            }
        }
    }

    private static void addScaled(int[] sums, byte[] samples, int from, int weight) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += Byte.toUnsignedInt(samples[from + i]) * weight;
        }
    }
}
