// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a long piece of work is, with its rate and the time left: one line redrawn on a terminal, a plain line every
 * few seconds elsewhere. Threads may share one.
 */
final class Progress implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(100);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);
    private static final int BAR_CELLS = 30;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private enum Style {
        SILENT,
        BAR,
        LINES
    }

    private final Style style;
    private final String work;
    private final long total;
    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private final long start;
    private final long interval;
    private long lastShown;
    private long done;
    private double effort;
    private double effortDone;

    private Progress(Style style, String work, long total, PrintWriter err, LongSupplier nanoTime) {
        this.style = style;
        this.work = work;
        this.total = total;
        effort = (double) total;
        this.err = err;
        this.nanoTime = nanoTime;
        interval = (style == Style.BAR ? REDRAW : NEXT_LINE).toNanos();
        start = nanoTime.getAsLong();
        lastShown = start;
    }

    static Progress silent() {
        return new Progress(Style.SILENT, "", 0, null, System::nanoTime);
    }

    static Progress bar(String work, long total, PrintWriter err) {
        return bar(work, total, err, System::nanoTime);
    }

    static Progress bar(String work, long total, PrintWriter err, LongSupplier nanoTime) {
        return new Progress(Style.BAR, work, total, err, nanoTime);
    }

    static Progress lines(String work, long total, PrintWriter err) {
        return lines(work, total, err, System::nanoTime);
    }

    static Progress lines(String work, long total, PrintWriter err, LongSupplier nanoTime) {
        return new Progress(Style.LINES, work, total, err, nanoTime);
    }

    /** Tells the time left by an effort that is not the same for all units; before the first is done. */
    Progress weighed(double ofAll) {
        effort = ofAll;
        return this;
    }

    /** Counts some units of the work as done. */
    void advance(long units) {
        advance(units, (double) units);
    }

    /** Counts some units of the work as done, and the effort they took. */
    synchronized void advance(long units, double effortOfUnits) {
        done += units;
        effortDone += effortOfUnits;
        long now = nanoTime.getAsLong();
        if (style != Style.SILENT && now - lastShown >= interval) {
            lastShown = now;
            show(now);
        }
    }

    private void show(long now) {
        if (style == Style.BAR) {
            err.print(CLEAR_LINE + bar() + state(now));
            err.flush();
        } else {
            err.println(work + ": " + state(now));
        }
    }

    private String bar() {
        int filled = total == 0 ? 0 : (int) (BAR_CELLS * Math.min(done, total) / total);
        return "%s [%s%s] ".formatted(work, "=".repeat(filled), " ".repeat(BAR_CELLS - filled));
    }

    private String state(long now) {
        double seconds = (now - start) / 1e9;
        double rate = seconds > 0 ? done / seconds : 0;
        double pace = seconds > 0 ? effortDone / seconds : 0;
        String left = pace > 0 && done < total
                ? ", %s left".formatted(Quantities.duration(Duration.ofSeconds((long)
                        Math.ceil((effort - effortDone) / pace))))
                : "";
        return String.format(Locale.ROOT, "%d/%d, %.1f/s%s", done, total, rate, left);
    }

    /** Removes the bar, or says what was done in all, if anything was. */
    @Override
    public synchronized void close() {
        switch (style) {
            case SILENT -> {}
            case BAR -> {
                err.print(CLEAR_LINE);
                err.flush();
            }
            case LINES -> {
                if (done > 0) {
                    err.println(work + ": " + state(nanoTime.getAsLong()));
                }
            }
        }
    }
}
