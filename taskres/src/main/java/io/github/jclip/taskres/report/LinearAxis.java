// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A linear axis with round ends.
 *
 * @param step between ticks
 * @param from where {@code least} lies
 * @param to where {@code greatest} lies
 */
record LinearAxis(double least, double greatest, double step, double from, double to) {
    private static final double WANTED_STEPS = 6;

    /** The smallest axis with round ends that holds a range. */
    static LinearAxis around(double least, double greatest, double from, double to) {
        double rough = Math.max(greatest - least, 0.5) / WANTED_STEPS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = 10 * power;
        for (double candidate : new double[] {5, 2, 1}) {
            step = candidate * power >= rough ? candidate * power : step;
        }
        double low = Math.floor(least / step) * step;
        double high = Math.max(Math.ceil(greatest / step) * step, low + step);
        return new LinearAxis(low, high, step, from, to);
    }

    double at(double value) {
        return from + (to - from) * (value - least) / (greatest - least);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; least + i * step <= greatest + step / 2; i++) {
            ticks.add(least + i * step);
        }
        return ticks;
    }
}
