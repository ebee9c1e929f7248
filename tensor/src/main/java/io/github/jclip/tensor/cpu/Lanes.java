// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.BadInputException;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width that kernels compile for, chosen once: the machine's preferred one, or
 * {@code -Djclip.vectorBits=0|128|256|512}. Width 0 selects the scalar path of every kernel.
 */
final class Lanes {
    static final String PROPERTY = "jclip.vectorBits";

    static final int BITS = chosenBits();

    /** Kernels branch on this constant; the compiler drops the other path. */
    static final boolean SCALAR = BITS == 0;

    static final VectorSpecies<Float> FLOATS = species();

    private Lanes() {}

    private static int chosenBits() {
        String chosen = System.getProperty(PROPERTY);
        if (chosen == null) {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
        return switch (chosen) {
            case "0", "128", "256", "512" -> Integer.parseInt(chosen);
            default ->
                throw new BadInputException("-D%s=%s: choose 0 (scalar), 128, 256 or 512".formatted(PROPERTY, chosen));
        };
    }

    private static VectorSpecies<Float> species() {
        return switch (BITS) {
            case 512 -> FloatVector.SPECIES_512;
            case 256 -> FloatVector.SPECIES_256;
            default -> FloatVector.SPECIES_128;
        };
    }
}
