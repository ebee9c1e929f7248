// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/** Rearranges stored convolution weights [N, C, kernel, kernel] to the matrix [N, kernel·kernel·C] that ops take. */
final class ConvolutionWeights {
    private ConvolutionWeights() {}

    /**
     * The matrix, owned by the garbage collector, its inner index running over (row, column, channel).
     *
     * @param rowScale a factor for each of the N rows, or null
     * @param type of the matrix
     */
    static Tensor channelsLast(Tensor stored, double[] rowScale, DType type) {
        int rows = stored.dim(0);
        int channels = stored.dim(1);
        int window = stored.dim(2) * stored.dim(3);
        float[] values = stored.toFloatArray();
        double[] arranged = new double[values.length];
        int from = 0;
        for (int row = 0; row < rows; row++) {
            double scale = rowScale == null ? 1 : rowScale[row];
            for (int channel = 0; channel < channels; channel++) {
                for (int position = 0; position < window; position++) {
                    int to = (row * window + position) * channels + channel;
                    arranged[to] = values[from++] * scale;
                }
            }
        }
        return type == DType.F32
                ? floats(arranged, rows)
                : Tensor.ofDoubles(Scope.ofGarbageCollected(), arranged, rows, window * channels)
                        .copyTo(Scope.ofGarbageCollected(), type);
    }

    /** A plain loop, which is fast before it is compiled well. */
    private static Tensor floats(double[] arranged, int rows) {
        float[] rounded = new float[arranged.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) arranged[i];
        }
        return Tensor.ofFloats(Scope.ofGarbageCollected(), rounded, rows, rounded.length / rows);
    }
}
