// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;
import java.util.function.ToDoubleFunction;

/** What is tabulated; all in percent. */
enum Metric {
    ACCURACY("accuracy", true, Scores::accuracy),
    MACRO_F1("macro-F1", true, Scores::macroF1),
    CALIBRATION_ERROR("calibration error", false, Scores::calibrationError);

    private final String words;
    private final boolean higherIsBetter;
    private final ToDoubleFunction<Scores> value;

    Metric(String words, boolean higherIsBetter, ToDoubleFunction<Scores> value) {
        this.words = words;
        this.higherIsBetter = higherIsBetter;
        this.value = value;
    }

    String words() {
        return words;
    }

    boolean higherIsBetter() {
        return higherIsBetter;
    }

    double of(Scores scores) {
        return value.applyAsDouble(scores);
    }
}
