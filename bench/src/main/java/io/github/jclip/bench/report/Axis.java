// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis.
 *
 * @param least value at {@code from}
 * @param greatest value at {@code to}
 */
record Axis(double least, double greatest, double from, double to) {

    /** Where a value lies. */
    double at(double value) {
        return from + (to - from) * Math.log(value / least) / Math.log(greatest / least);
    }

    /** The powers of ten. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        int exponent = (int) Math.ceil(Math.log10(least));
        for (double tick = Math.pow(10, exponent); tick <= greatest; tick = Math.pow(10, exponent)) {
            ticks.add(tick);
            exponent++;
        }
        return ticks;
    }
}
