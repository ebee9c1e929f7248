// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.resample;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Eight samples at a time. Columns are independent of each other. Along rows of RGB a vector holds two neighbouring
 * pixels, r g b r g b and two unused lanes, against their two weights; the halves are added at the end. Rows of other
 * modes are left to the plain loops.
 */
final class VectorPasses implements ResamplePasses {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final VectorShuffle<Integer> SECOND_PIXEL_FIRST =
            VectorShuffle.fromValues(INTS, 3, 4, 5, 0, 1, 2, 6, 7);
    private static final int RGB = 3;
    private static final int PIXELS = 2;

    private final ScalarPasses scalar = new ScalarPasses();

    @Override
    public void alongRows(byte[] in, int from, int stride, int bands, int rows, FixedPointWeights weights, byte[] out) {
        if (bands != RGB) {
            scalar.alongRows(in, from, stride, bands, rows, weights, out);
            return;
        }
        int[] pairs = pairedWeights(weights);
        int steps = pairs.length / (weights.size() * VECTOR_LANES);
        int[] firsts = new int[weights.size()];
        for (int x = 0; x < firsts.length; x++) {
            firsts[x] = RGB * (weights.first(x) - weights.begin());
        }
        int needed = RGB * (weights.end() - weights.begin());
        int[] samples = new int[needed + (steps + 1) * RGB * PIXELS];
        int rowLength = firsts.length * RGB;
        byte[] row = new byte[rowLength + VECTOR_LANES];
        for (int y = 0; y < rows; y++) {
            widen(in, from + y * stride + RGB * weights.begin(), samples, needed);
            resampleRow(samples, firsts, pairs, steps, row);
            System.arraycopy(row, 0, out, y * rowLength, rowLength);
        }
    }

    /** For each output pixel and each pair of input pixels: w₀ w₀ w₀ w₁ w₁ w₁ 0 0. */
    private static int[] pairedWeights(FixedPointWeights weights) {
        int most = 0;
        for (int x = 0; x < weights.size(); x++) {
            most = Math.max(most, weights.count(x));
        }
        int steps = Math.ceilDiv(most, PIXELS);
        int[] fixed = weights.values();
        int[] pairs = new int[weights.size() * steps * VECTOR_LANES];
        for (int x = 0; x < weights.size(); x++) {
            for (int k = 0; k < weights.count(x); k++) {
                int lane = (x * steps + k / PIXELS) * VECTOR_LANES + k % PIXELS * RGB;
                int weight = fixed[x * weights.taps() + k];
                pairs[lane] = weight;
                pairs[lane + 1] = weight;
                pairs[lane + 2] = weight;
            }
        }
        return pairs;
    }

    private static void widen(byte[] in, int from, int[] samples, int count) {
        for (int i = 0; i < count; i++) {
            samples[i] = Byte.toUnsignedInt(in[from + i]);
        }
    }

    /** Every store writes eight bytes, of which the next one overwrites the last five. */
    private static void resampleRow(int[] samples, int[] firsts, int[] pairs, int steps, byte[] row) {
        int weight = 0;
        for (int x = 0; x < firsts.length; x++) {
            // Both halves carry a half of the rounding constant.
            IntVector sum = IntVector.broadcast(INTS, FixedPointWeights.HALF / 2);
            int position = firsts[x];
            for (int step = 0; step < steps; step++) {
                IntVector pixels = IntVector.fromArray(INTS, samples, position);
                sum = sum.add(pixels.mul(IntVector.fromArray(INTS, pairs, weight)));
                position += RGB * PIXELS;
                weight += VECTOR_LANES;
            }
            store(sum.add(sum.rearrange(SECOND_PIXEL_FIRST)), row, RGB * x);
        }
    }

    @Override
    public void alongColumns(byte[] in, int length, FixedPointWeights weights, byte[] out) {
        int[] fixed = weights.values();
        for (int y = 0; y < weights.size(); y++) {
            int from = (weights.first(y) - weights.begin()) * length;
            resampleColumns(in, from, length, fixed, y * weights.taps(), weights.count(y), out, y * length);
        }
    }

    private static void resampleColumns(
            byte[] in, int from, int length, int[] fixed, int weight, int count, byte[] out, int to) {
        int i = 0;
        for (; i <= length - VECTOR_LANES; i += VECTOR_LANES) {
            IntVector sum = IntVector.broadcast(INTS, FixedPointWeights.HALF);
            for (int k = 0; k < count; k++) {
                IntVector samples = (IntVector) ByteVector.fromArray(BYTES, in, from + k * length + i)
                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
                sum = sum.add(samples.mul(fixed[weight + k]));
            }
            store(sum, out, to + i);
        }
        for (; i < length; i++) {
            int sum = FixedPointWeights.HALF;
            for (int k = 0; k < count; k++) {
                sum += Byte.toUnsignedInt(in[from + k * length + i]) * fixed[weight + k];
            }
            out[to + i] = FixedPointWeights.round(sum);
        }
    }

    private static void store(IntVector sum, byte[] out, int to) {
        IntVector rounded = sum.lanewise(VectorOperators.ASHR, FixedPointWeights.FRACTION_BITS)
                .max(0)
                .min(255);
        ((ByteVector) rounded.convertShape(VectorOperators.I2B, BYTES, 0)).intoArray(out, to);
    }
}
