// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.Timing;
import java.util.Locale;

/** Numbers as people read them, the same in every report. */
public final class Numbers {
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB"};

    private Numbers() {}

    /** A time in the unit that suits it. */
    public static String time(double seconds) {
        if (seconds >= 1) {
            return significant(seconds) + " s";
        }
        return seconds >= 1e-3 ? significant(seconds * 1e3) + " ms" : significant(seconds * 1e6) + " µs";
    }

    /** As {@link #time}; nothing for 0, which stands for what was not timed. */
    public static String timeOrNothing(double seconds) {
        return seconds > 0 ? time(seconds) : "";
    }

    /** Three significant digits. */
    public static String significant(double value) {
        if (value >= 100) {
            return format("%.0f", value);
        }
        return value >= 10 ? format("%.1f", value) : format("%.2f", value);
    }

    /** A share in percent. */
    public static String percent(double share) {
        return format("%.0f %%", 100 * share);
    }

    /** A timing's share of its ceiling, or that it is not known. */
    static String ofCeiling(Timing timing) {
        return timing.ofCeiling() > 0 ? percent(timing.ofCeiling()) : "unproven";
    }

    /** How many times as long something takes. */
    public static String ratio(double ratio) {
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

    /** Text with a point as the decimal separator. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
