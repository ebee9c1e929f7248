// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers with units, as people read them. */
final class Quantities {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Quantities() {}

    /** 3.8 GiB. */
    static String bytes(long count) {
        double value = count;
        int unit = 0;
        while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BYTE_UNITS[unit]);
    }

    /** 80.5 images/s, 1,240 images/s. */
    static String imageRate(double imagesPerSecond) {
        return String.format(Locale.ROOT, imagesPerSecond < 100 ? "%,.1f images/s" : "%,.0f images/s", imagesPerSecond);
    }

    /** 0:07, 12:30, 3:00:05. */
    static String duration(Duration duration) {
        return duration.toHours() > 0
                ? "%d:%02d:%02d".formatted(duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart())
                : "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
