// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Precision;

/**
 * A stage of a tower on the device beside the same stage on the CPU device in F32.
 *
 * <p>Each op rounds its result, and its products round their operands and their sums: relative to the root mean square of
 * a result that is r = u + 2·uₚ + √K·2⁻²⁴, with u the unit roundoff of the type stored, uₚ that of an operand, and K the
 * terms of the longest sum, whose errors have random signs. The errors of n ops one after the other have random signs as
 * well, so they grow as a random walk does: the root mean square of the difference may be √n·(r + r of the CPU device in F32)
 * of the stage's. Of N normally distributed differences the largest is about √(2·ln 2N) times their root mean square, and
 * of an element larger than that many root mean squares the same share of itself.
 *
 * @param ops executed until then
 * @param error root mean square of the difference over that of the stage
 * @param allowed the most that it may be
 * @param largest the largest difference over what it is measured by, the larger of the largest element and √(2·ln 2N) root
 *     mean squares; allowed is the same
 * @param used the larger of the two errors, as a share of what is allowed; infinite where something is not a number
 */
public record StageParity(String stage, int ops, double error, double largest, double allowed, double used) {

    static StageParity of(Stage expected, Stage actual, Precision precision) {
        if (expected.values().length != actual.values().length) {
            throw new IllegalStateException("stage %s has %d elements on the CPU device and %d on the other"
                    .formatted(expected.name(), expected.values().length, actual.values().length));
        }
        double squares = 0;
        double differences = 0;
        double largestValue = 0;
        double largestDifference = 0;
        for (int i = 0; i < expected.values().length; i++) {
            double value = expected.values()[i];
            double difference = Math.abs(actual.values()[i] - value);
            squares += value * value;
            differences += difference * difference;
            largestValue = Math.max(largestValue, Math.abs(value));
            // Math.max keeps NaN.
            largestDifference = Math.max(largestDifference, difference);
        }
        double error = share(Math.sqrt(differences), Math.sqrt(squares));
        double rms = Math.sqrt(squares / expected.values().length);
        double spread = Math.sqrt(2 * Math.log(2.0 * expected.values().length));
        double largest = share(largestDifference, Math.max(largestValue, spread * rms));
        double allowed = Math.sqrt(expected.ops())
                * (roundoff(precision, expected.longestSum()) + roundoff(Precision.F32, expected.longestSum()));
        double used = Math.max(error, largest) / allowed;
        return new StageParity(
                expected.name(),
                expected.ops(),
                error,
                largest,
                allowed,
                Double.isNaN(used) ? Double.POSITIVE_INFINITY : used);
    }

    private static double share(double difference, double of) {
        return difference == 0 ? 0 : difference / of;
    }

    /** What one op adds, relative to the root mean square of its result. */
    static double roundoff(Precision precision, int terms) {
        return precision.dtype().unitRoundoff()
                + 2 * precision.productRoundoff()
                + Math.sqrt(terms) * DType.F32.unitRoundoff();
    }
}
