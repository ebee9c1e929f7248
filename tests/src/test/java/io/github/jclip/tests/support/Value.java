// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A recorded tensor: its shape and its elements in row-major order. */
public final class Value {
    private final Shape shape;
    private final double[] elements;

    /** A value of this shape. */
    public Value(Shape shape, double[] elements) {
        this.shape = shape;
        this.elements = elements;
    }

    /** A tensor's elements. */
    public static Value of(Tensor tensor) {
        return new Value(tensor.shape(), tensor.toDoubleArray());
    }

    /** What a tensor of a device holds now. */
    public static Value of(Device device, Tensor tensor) {
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
            device.copy(tensor, copy);
            device.synchronize();
            return of(copy);
        }
    }

    public Shape shape() {
        return shape;
    }

    /** The elements themselves, not a copy. */
    public double[] elements() {
        return elements;
    }

    public double maxAbs() {
        return Arrays.stream(elements).map(Math::abs).max().orElse(0);
    }

    /** The leading rows of the first dimension. */
    public Value rows(int count) {
        int[] dims = shape.toArray();
        int rowSize = elements.length / dims[0];
        dims[0] = count;
        return new Value(Shape.of(dims), Arrays.copyOf(elements, count * rowSize));
    }

    /** This value minus another of the same shape, or of the shape of its last dimensions. */
    public Value minus(Value other) {
        return new Value(
                shape,
                IntStream.range(0, elements.length)
                        .mapToDouble(i -> elements[i] - other.elements[i % other.elements.length])
                        .toArray());
    }

    /** [B, T, C] without its first token. */
    public Value withoutFirstToken() {
        int tokens = shape.dim(1);
        int width = shape.dim(2);
        double[] rest = IntStream.range(0, elements.length)
                .filter(i -> i / width % tokens != 0)
                .mapToDouble(i -> elements[i])
                .toArray();
        return new Value(Shape.of(shape.dim(0), tokens - 1, width), rest);
    }

    /** Tokens [B, g², C] as a channels-first image [B, C, g, g]. */
    public Value tokensAsImage() {
        int grid = (int) Math.round(Math.sqrt(shape.dim(1)));
        return new Value(Shape.of(shape.dim(0), grid, grid, shape.dim(2)), elements).channelsFirst();
    }

    /** A channels-last image [B, H, W, C] as [B, C, H, W]. */
    public Value channelsFirst() {
        int channels = shape.dim(3);
        int places = shape.dim(1) * shape.dim(2);
        double[] moved = new double[elements.length];
        for (int i = 0; i < elements.length; i++) {
            int channel = i % channels;
            int place = i / channels % places;
            int image = i / channels / places;
            moved[(image * channels + channel) * places + place] = elements[i];
        }
        return new Value(Shape.of(shape.dim(0), channels, shape.dim(1), shape.dim(2)), moved);
    }

    /** Rows [N, E] divided by their Euclidean norms. */
    public Value normalised() {
        int width = shape.dim(1);
        double[] result = elements.clone();
        for (int from = 0; from < result.length; from += width) {
            double norm = Math.sqrt(
                    Arrays.stream(result, from, from + width).map(x -> x * x).sum());
            for (int i = from; i < from + width; i++) {
                result[i] /= norm;
            }
        }
        return new Value(shape, result);
    }

    /** Logits [M, N] of embeddings [M, E] against these of [N, E]: scaled cosines. */
    public Value logits(Value other, double scale) {
        double[] a = normalised().elements;
        double[] b = other.normalised().elements;
        int width = shape.dim(1);
        int columns = other.shape.dim(0);
        double[] logits = new double[shape.dim(0) * columns];
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < width; c++) {
                logits[i] += scale * a[i / columns * width + c] * b[i % columns * width + c];
            }
        }
        return new Value(Shape.of(shape.dim(0), columns), logits);
    }

    /**
     * Fails unless every element is within an absolute tolerance; the message names the worst one and how much of the
     * tolerance it used.
     */
    public void assertClose(Value actual, double allowed) {
        if (!shape.equals(actual.shape)) {
            throw new AssertionError("expected shape %s, got %s".formatted(shape, actual.shape));
        }
        int worst = 0;
        for (int i = 1; i < elements.length; i++) {
            worst = error(actual, i) > error(actual, worst) ? i : worst;
        }
        if (!(error(actual, worst) <= allowed)) {
            throw new AssertionError("element %d: expected %g, got %g; error %.3g of %.3g allowed"
                    .formatted(worst, elements[worst], actual.elements[worst], error(actual, worst), allowed));
        }
    }

    private double error(Value actual, int i) {
        double error = Math.abs(elements[i] - actual.elements[i]);
        return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
    }
}
