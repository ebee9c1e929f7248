// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The multiply-adds that a core can do at all: twelve independent chains in registers. */
public final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 4000;
    private static final int CHAINS = 12;

    /** Floating-point operations of {@link #run()}. */
    public static final double FLOPS = 2.0 * STEPS * CHAINS * SPECIES.length();

    /** What the chains came to, which keeps the compiler from dropping them. */
    private float total;

    /** Nothing done yet. */
    public FmaPeak() {}

    /** See {@link #total}. */
    public float total() {
        return total;
    }

    /** One round of multiply-adds. */
    public void run() {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
        FloatVector c0 = factor;
        FloatVector c1 = factor;
        FloatVector c2 = factor;
        FloatVector c3 = factor;
        FloatVector c4 = factor;
        FloatVector c5 = factor;
        FloatVector c6 = factor;
        FloatVector c7 = factor;
        FloatVector c8 = factor;
        FloatVector c9 = factor;
        FloatVector c10 = factor;
        FloatVector c11 = factor;
        for (int i = 0; i < STEPS; i++) {
            c0 = c0.fma(factor, factor);
            c1 = c1.fma(factor, factor);
            c2 = c2.fma(factor, factor);
            c3 = c3.fma(factor, factor);
            c4 = c4.fma(factor, factor);
            c5 = c5.fma(factor, factor);
            c6 = c6.fma(factor, factor);
            c7 = c7.fma(factor, factor);
            c8 = c8.fma(factor, factor);
            c9 = c9.fma(factor, factor);
            c10 = c10.fma(factor, factor);
            c11 = c11.fma(factor, factor);
        }
        FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        total += sum.add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).reduceLanes(VectorOperators.ADD);
    }
}
