// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * The transforms of Winograd's minimal filtering F(m, 3), which yields m outputs of a filter of three taps with m + 2
 * products instead of 3·m (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): y = Aᵀ[(G·g) ⊙
 * (Bᵀ·d)]. Used along rows and along columns, (m + 2)² products replace 9·m².
 *
 * <p>A method transforms many runs of floats at once: vectors lie along the channels.
 */
sealed interface WinogradTransform permits FourByFourTransform, TwoByTwoTransform {
    /** Taps of a filter along a row or column. */
    int TAPS = 3;

    /** Rows and columns of the outputs of a tile, m. */
    int outputs();

    /** Rows and columns of the inputs of a tile, and of its products. */
    default int inputs() {
        return outputs() + TAPS - 1;
    }

    /** Products of a tile, for each pair of channels. */
    default int components() {
        return inputs() * inputs();
    }

    /** The row of G for a component, times the taps of a filter. */
    double filter(int component, double g0, double g1, double g2);

    /** Bytes of scratch memory that {@link #filter(long, long, long, long, long)} takes. */
    default long filterBytes() {
        return (long) inputs() * TAPS * Double.BYTES;
    }

    /**
     * Transforms a filter in double precision: G·g·Gᵀ.
     *
     * @param taps address of 3×3 floats
     * @param step bytes between taps
     * @param scratch address of {@link #filterBytes}
     * @param target address of the first component
     * @param targetStep bytes between components
     */
    default void filter(long taps, long step, long scratch, long target, long targetStep) {
        for (int u = 0; u < inputs(); u++) {
            for (int v = 0; v < TAPS; v++) {
                long first = taps + v * step;
                double g0 = RawMemory.get(first);
                double g1 = RawMemory.get(first + TAPS * step);
                double g2 = RawMemory.get(first + 2 * TAPS * step);
                RawMemory.putDouble(scratch + ((long) u * TAPS + v) * Double.BYTES, filter(u, g0, g1, g2));
            }
        }
        for (int u = 0; u < inputs(); u++) {
            long row = scratch + (long) u * TAPS * Double.BYTES;
            double g0 = RawMemory.getDouble(row);
            double g1 = RawMemory.getDouble(row + Double.BYTES);
            double g2 = RawMemory.getDouble(row + 2 * Double.BYTES);
            for (int v = 0; v < inputs(); v++) {
                RawMemory.put(target + (u * inputs() + v) * targetStep, (float) filter(v, g0, g1, g2));
            }
        }
    }

    /**
     * Multiplies by Bᵀ: inputs, {@code step} bytes apart, become components, {@code targetStep} bytes apart.
     *
     * @param count neighbours to which the same happens
     */
    void input(long source, long step, long target, long targetStep, int count);

    /**
     * Multiplies by Aᵀ: components, {@code step} bytes apart, become outputs, {@code targetStep} bytes apart.
     *
     * @param count neighbours to which the same happens
     */
    void output(long source, long step, long target, long targetStep, int count);

    /**
     * As {@link #output}, the last step of a row of outputs: adds the bias, raises what is below the floor, and leaves
     * out columns beyond the image.
     *
     * @param columns how many of the outputs exist
     * @param count neighbours; what is left of a whole number of vectors is not touched
     * @return neighbours done
     */
    int outputRow(long source, long step, long bias, float floor, long target, long targetStep, int columns, int count);
}
