// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.Optional;

/** Whether two contenders computed the same. */
final class Outputs {
    private Outputs() {}

    /** What is wrong with an output, or empty if it is as close as rounding explains. */
    static Optional<String> difference(float[] actual, float[] expected, double allowed) {
        if (actual.length != expected.length) {
            return Optional.of("gives %d elements, jclip %d".formatted(actual.length, expected.length));
        }
        double largest = 0;
        for (int i = 0; i < actual.length; i++) {
            // NaN is larger than everything, and stays.
            largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
        }
        return largest <= allowed
                ? Optional.empty()
                : Optional.of("differs from jclip by %.2g, %.2g allowed".formatted(largest, allowed));
    }
}
