// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;

/** What is tabulated; all in percent. */
enum Metric {
    ACCURACY("accuracy", true),
    MACRO_F1("macro-F1", true),
    CALIBRATION_ERROR("calibration error", false);

    private final String words;
    private final boolean higherIsBetter;

    Metric(String words, boolean higherIsBetter) {
        this.words = words;
        this.higherIsBetter = higherIsBetter;
    }

    String words() {
        return words;
    }

    boolean higherIsBetter() {
        return higherIsBetter;
    }

    double of(Scores scores) {
        return switch (this) {
            case ACCURACY -> scores.accuracy();
            case MACRO_F1 -> scores.macroF1();
            case CALIBRATION_ERROR -> scores.calibrationError();
        };
    }
}
