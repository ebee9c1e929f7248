// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.Locale;
import java.util.Optional;

/** A cell of a table. */
sealed interface Cell {
    /** As plain text. */
    String text();

    /**
     * A score of ours.
     *
     * @param stars significance against the baseline, see {@link PairedTest#stars}
     * @param best whether no method of the column is better
     */
    record Measured(Estimate estimate, String stars, boolean best) implements Cell {
        @Override
        public String text() {
            return number("%.2f", estimate.mean()) + plusMinus() + stars;
        }

        private String plusMinus() {
            return Double.isNaN(estimate.halfWidth()) ? "" : number(" ± %.2f", estimate.halfWidth());
        }
    }

    /** A difference to the baseline, tested. */
    record Compared(PairedTest test) implements Cell {
        @Override
        public String text() {
            // Rounded first, so that what is shown as zero has no minus.
            double difference = Math.rint(100 * test.difference()) / 100 + 0.0;
            return number("%+.2f", difference).replace('-', '−') + " (" + probability() + ")" + test.stars();
        }

        private String probability() {
            if (test.p().isEmpty()) {
                return "p –";
            }
            double p = test.p().getAsDouble();
            return p < 0.001 ? "p < 0.001" : number("p = %.3f", p);
        }
    }

    /** A number that others published. */
    record Published(PublishedNumbers.Entry entry, double value) implements Cell {
        @Override
        public String text() {
            return number("%.2f", value) + " [" + entry.certainty() + "]";
        }
    }

    /** What was published, if anything was. */
    static Cell published(PublishedNumbers.Entry entry, Optional<Double> value) {
        return value.<Cell>map(it -> new Published(entry, it)).orElseGet(Missing::new);
    }

    /** Nothing was run. */
    record Missing() implements Cell {
        @Override
        public String text() {
            return "–";
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
