// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;

/**
 * A batch normalisation with running statistics, as the line that it is for each channel: y = scale·x + shift with
 * scale = g/√(var + ε), shift = β − mean·scale and ε = 1e-5.
 *
 * @param scale one for each channel
 * @param shift one for each channel
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
public record BatchNorm(double[] scale, double[] shift) {
    private static final double EPSILON = 1e-5;

    /** Reads {@code <name>.weight}, {@code .bias}, {@code .running_mean} and {@code .running_var}. */
    public static BatchNorm of(WeightSource source, String name) {
        double[] gain = source.tensor(name + ".weight").toDoubleArray();
        double[] shift = source.tensor(name + ".bias").toDoubleArray();
        double[] mean = source.tensor(name + ".running_mean").toDoubleArray();
        double[] variance = source.tensor(name + ".running_var").toDoubleArray();
        double[] scale = new double[gain.length];
        for (int i = 0; i < gain.length; i++) {
            scale[i] = gain[i] / Math.sqrt(variance[i] + EPSILON);
            shift[i] -= mean[i] * scale[i];
        }
        return new BatchNorm(scale, shift);
    }

    /** A convolution's weights [N, C, h, w] with the scale of each of the N rows folded in, F32. */
    public Tensor fold(Tensor weight, Scope scope) {
        Tensor folded = scope.allocate(DType.F32, weight.shape());
        float[] values = weight.toFloatArray();
        int rowLength = values.length / scale.length;
        for (int i = 0; i < values.length; i++) {
            folded.setFlat(i, values[i] * scale[i / rowLength]);
        }
        return folded;
    }

    /** The shift as a folded convolution's bias [N], F32. */
    public Tensor bias(Scope scope) {
        return Tensor.ofDoubles(scope, shift, shift.length).copyTo(scope, DType.F32);
    }
}
