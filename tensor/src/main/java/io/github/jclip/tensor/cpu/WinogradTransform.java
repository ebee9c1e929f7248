// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import jdk.incubator.vector.FloatVector;

/**
 * The transforms of Winograd's minimal filtering F(4, 3), which yields four outputs of a filter of three taps with six
 * products instead of twelve (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016): y =
 * Aᵀ[(G·g) ⊙ (Bᵀ·d)]. Used along rows and columns, 36 products replace 144.
 *
 * <p>The interpolation points are 0, ±1/√2, ±√2 and ∞. With the usual 0, ±1, ±2 and ∞ the matrices have larger entries,
 * and results several times the rounding error; the number of operations is the same.
 *
 * <p>A method transforms many runs of six floats at once: vectors lie along the channels.
 */
final class WinogradTransform {
    /** Rows and columns of the outputs of a tile. */
    static final int OUTPUTS = 4;

    /** Rows and columns of the inputs of a tile, and of its products. */
    static final int INPUTS = 6;

    /** Products of a tile, for each pair of channels. */
    static final int COMPONENTS = INPUTS * INPUTS;

    private static final int TAPS = 3;

    /** The points 1/√2 and √2, and their cubes. */
    private static final float P = (float) Math.sqrt(0.5);

    private static final float Q = (float) Math.sqrt(2);
    private static final float P3 = (float) (Math.sqrt(0.5) / 2);
    private static final float Q3 = (float) (Math.sqrt(2) * 2);

    private static final int LANES = Lanes.FLOATS.length();

    private WinogradTransform() {}

    /** The row of G for a component, times the taps of a filter. */
    private static double filter(int component, double g0, double g1, double g2) {
        return switch (component) {
            case 0 -> g0;
            case 1 -> -2 / 3.0 * (g0 + Math.sqrt(0.5) * g1 + 0.5 * g2);
            case 2 -> -2 / 3.0 * (g0 - Math.sqrt(0.5) * g1 + 0.5 * g2);
            case 3 -> 1 / 6.0 * (g0 + Math.sqrt(2) * g1 + 2 * g2);
            case 4 -> 1 / 6.0 * (g0 - Math.sqrt(2) * g1 + 2 * g2);
            default -> g2;
        };
    }

    /**
     * Transforms a filter: U = G·g·Gᵀ.
     *
     * @param filter 3×3 taps, {@code step} apart
     * @param at where the first tap is
     * @param transformed receives 6×6 components
     */
    static void filter(float[] filter, int at, int step, double[] transformed) {
        double[] columns = new double[INPUTS * TAPS];
        for (int u = 0; u < INPUTS; u++) {
            for (int v = 0; v < TAPS; v++) {
                int first = at + v * step;
                columns[u * TAPS + v] =
                        filter(u, filter[first], filter[first + TAPS * step], filter[first + 2 * TAPS * step]);
            }
        }
        for (int u = 0; u < INPUTS; u++) {
            for (int v = 0; v < INPUTS; v++) {
                int first = u * TAPS;
                transformed[u * INPUTS + v] = filter(v, columns[first], columns[first + 1], columns[first + 2]);
            }
        }
    }

    /**
     * Multiplies by Bᵀ: six inputs, {@code step} bytes apart, become six components, {@code targetStep} bytes apart.
     *
     * @param count neighbours to which the same happens
     */
    static void input(long source, long step, long target, long targetStep, int count) {
        int i = 0;
        if (!Lanes.SCALAR) {
            i = Lanes.FLOATS.loopBound(count);
            inputVectors(source, step, target, targetStep, i);
        }
        for (; i < count; i++) {
            inputScalar(Rows.plus(source, i), step, Rows.plus(target, i), targetStep);
        }
    }

    private static void inputVectors(long source, long step, long target, long targetStep, int count) {
        FloatVector two = FloatVector.broadcast(Lanes.FLOATS, -2f);
        FloatVector half = FloatVector.broadcast(Lanes.FLOATS, -0.5f);
        FloatVector sum = FloatVector.broadcast(Lanes.FLOATS, -2.5f);
        FloatVector p = FloatVector.broadcast(Lanes.FLOATS, P);
        FloatVector q = FloatVector.broadcast(Lanes.FLOATS, Q);
        FloatVector minusP = FloatVector.broadcast(Lanes.FLOATS, -P);
        FloatVector minusQ = FloatVector.broadcast(Lanes.FLOATS, -Q);
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector d0 = RawMemory.load(from);
            FloatVector d1 = RawMemory.load(from + step);
            FloatVector d2 = RawMemory.load(from + 2 * step);
            FloatVector d3 = RawMemory.load(from + 3 * step);
            FloatVector d4 = RawMemory.load(from + 4 * step);
            FloatVector d5 = RawMemory.load(from + 5 * step);
            FloatVector even = d2.fma(two, d4);
            FloatVector odd = d1.fma(two, d3);
            FloatVector even2 = d2.fma(half, d4);
            FloatVector odd2 = d1.fma(half, d3);
            long to = Rows.plus(target, i);
            RawMemory.store(d2.fma(sum, d0.add(d4)), to);
            RawMemory.store(odd.fma(p, even), to + targetStep);
            RawMemory.store(odd.fma(minusP, even), to + 2 * targetStep);
            RawMemory.store(odd2.fma(q, even2), to + 3 * targetStep);
            RawMemory.store(odd2.fma(minusQ, even2), to + 4 * targetStep);
            RawMemory.store(d3.fma(sum, d1.add(d5)), to + 5 * targetStep);
        }
    }

    private static void inputScalar(long from, long step, long to, long targetStep) {
        float d0 = RawMemory.get(from);
        float d1 = RawMemory.get(from + step);
        float d2 = RawMemory.get(from + 2 * step);
        float d3 = RawMemory.get(from + 3 * step);
        float d4 = RawMemory.get(from + 4 * step);
        float d5 = RawMemory.get(from + 5 * step);
        float odd = P * (d3 - 2 * d1);
        float odd2 = Q * (d3 - 0.5f * d1);
        RawMemory.put(to, d0 + d4 - 2.5f * d2);
        RawMemory.put(to + targetStep, d4 - 2 * d2 + odd);
        RawMemory.put(to + 2 * targetStep, d4 - 2 * d2 - odd);
        RawMemory.put(to + 3 * targetStep, d4 - 0.5f * d2 + odd2);
        RawMemory.put(to + 4 * targetStep, d4 - 0.5f * d2 - odd2);
        RawMemory.put(to + 5 * targetStep, d1 + d5 - 2.5f * d3);
    }

    /**
     * Multiplies by Aᵀ: six components, {@code step} bytes apart, become four outputs, {@code targetStep} bytes apart.
     *
     * @param count neighbours to which the same happens
     */
    static void output(long source, long step, long target, long targetStep, int count) {
        int i = 0;
        if (!Lanes.SCALAR) {
            i = Lanes.FLOATS.loopBound(count);
            outputVectors(source, step, target, targetStep, i);
        }
        for (; i < count; i++) {
            outputScalar(Rows.plus(source, i), step, Rows.plus(target, i), targetStep);
        }
    }

    private static void outputVectors(long source, long step, long target, long targetStep, int count) {
        FloatVector two = FloatVector.broadcast(Lanes.FLOATS, 2f);
        FloatVector half = FloatVector.broadcast(Lanes.FLOATS, 0.5f);
        FloatVector p = FloatVector.broadcast(Lanes.FLOATS, P);
        FloatVector q = FloatVector.broadcast(Lanes.FLOATS, Q);
        FloatVector p3 = FloatVector.broadcast(Lanes.FLOATS, P3);
        FloatVector q3 = FloatVector.broadcast(Lanes.FLOATS, Q3);
        for (int i = 0; i < count; i += LANES) {
            long from = Rows.plus(source, i);
            FloatVector m0 = RawMemory.load(from);
            FloatVector m1 = RawMemory.load(from + step);
            FloatVector m2 = RawMemory.load(from + 2 * step);
            FloatVector m3 = RawMemory.load(from + 3 * step);
            FloatVector m4 = RawMemory.load(from + 4 * step);
            FloatVector m5 = RawMemory.load(from + 5 * step);
            FloatVector sum = m1.add(m2);
            FloatVector difference = m1.sub(m2);
            FloatVector sum2 = m3.add(m4);
            FloatVector difference2 = m3.sub(m4);
            long to = Rows.plus(target, i);
            RawMemory.store(m0.add(sum).add(sum2), to);
            RawMemory.store(difference.fma(p, difference2.mul(q)), to + targetStep);
            RawMemory.store(sum.fma(half, sum2.mul(two)), to + 2 * targetStep);
            RawMemory.store(difference.fma(p3, difference2.fma(q3, m5)), to + 3 * targetStep);
        }
    }

    private static void outputScalar(long from, long step, long to, long targetStep) {
        float m0 = RawMemory.get(from);
        float m1 = RawMemory.get(from + step);
        float m2 = RawMemory.get(from + 2 * step);
        float m3 = RawMemory.get(from + 3 * step);
        float m4 = RawMemory.get(from + 4 * step);
        float m5 = RawMemory.get(from + 5 * step);
        RawMemory.put(to, m0 + (m1 + m2) + (m3 + m4));
        RawMemory.put(to + targetStep, P * (m1 - m2) + Q * (m3 - m4));
        RawMemory.put(to + 2 * targetStep, 0.5f * (m1 + m2) + 2 * (m3 + m4));
        RawMemory.put(to + 3 * targetStep, P3 * (m1 - m2) + (Q3 * (m3 - m4) + m5));
    }
}
