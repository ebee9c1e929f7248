// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.Timing;
import java.util.Locale;

/** Numbers as people read them, the same in every report. */
final class Numbers {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB"};

    private Numbers() {}

    /** A time in the unit that suits it. */
    static String time(double seconds) {
        if (seconds >= 1) {
            return significant(seconds) + " s";
        }
        return seconds >= 1e-3 ? significant(seconds * 1e3) + " ms" : significant(seconds * 1e6) + " µs";
    }

    /** Three significant digits. */
    static String significant(double value) {
        if (value >= 100) {
            return format("%.0f", value);
        }
        return value >= 10 ? format("%.1f", value) : format("%.2f", value);
    }

    static String percent(double share) {
        return format("%.0f %%", 100 * share);
    }

    /** A timing's share of its ceiling, or that it is not known. */
    static String ofCeiling(Timing timing) {
        return timing.ofCeiling() > 0 ? percent(timing.ofCeiling()) : "unproven";
    }

    static String ratio(double ratio) {
        return format("%.2f×", ratio);
    }

    /** A size in the largest unit that it fills. */
    static String bytes(long bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < SIZES.length - 1) {
            value /= 1024;
            unit++;
        }
        return (value == Math.rint(value) ? format("%.0f", value) : significant(value)) + " " + SIZES[unit];
    }

    /** Of a measurement or target; 0 where the case chooses them itself. */
    static String threads(int threads) {
        if (threads == 0) {
            return "its own threads";
        }
        return threads == 1 ? "1 thread" : threads + " threads";
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
