// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Ceiling;
import io.github.jclip.bench.CopyBandwidth;
import io.github.jclip.bench.Measurement;
import io.github.jclip.taskres.page.Markup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The roofline of a number of threads, or of a device (Williams, Waterman and Patterson 2009) as SVG: FLOP/s over FLOPs for each byte,
 * both axes logarithmic, the ceilings as lines and every case as a dot with a number, which the key below explains. It
 * carries its own colours, light and dark.
 */
public final class RooflinePlot {
    private static final int WIDTH = 1000;
    private static final int PLOT = 600;
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 20;
    private static final int BOTTOM = 52;
    private static final int AXIS_TITLE = PLOT - BOTTOM + 36;
    private static final double DOT = 4.5;
    private static final double LETTER = 6.7;
    private static final int LINE = 13;
    private static final double MUCH_FASTER = 1.25;
    private static final double ROOF_LABEL_AT = 0.35;
    private static final double DIGIT = 6.5;

    private static final int KEY_COLUMNS = 2;
    private static final int KEY_LINE = 18;
    private static final int KEY_LEFT = 20;
    private static final int KEY_GAP = 32;
    private static final int KEY_NUMBER = 34;
    private static final int KEY_NAME = 42;
    private static final int KEY_SHARE = 62;
    private static final int GROUP_WIDTH = 64;

    private static final String STYLE = """
        .roofline { --ink: #1d2430; --soft: #5d6878; --grid: #e3e7ed; --paper: #ffffff; --gemm: #1f6fb2; --ops: #b4541a;
          --model: #1c7d4f; --tune: #7d4fb3; --io: #6b6b12; font: 11px system-ui, sans-serif; }
        @media (prefers-color-scheme: dark) { .roofline { --ink: #e6e9ee; --soft: #9aa5b4; --grid: #2b323c;
          --paper: #14181e; --gemm: #6db3f2; --ops: #f2a066; --model: #63cf9b; --tune: #bf9bef; --io: #cfcf62; } }
        .roofline text { fill: var(--ink); } .roofline .soft { fill: var(--soft); }
        .roofline .grid { stroke: var(--grid); } .roofline .roof { stroke: var(--ink); stroke-width: 2; fill: none; }
        .roofline .cache { stroke: var(--soft); stroke-dasharray: 5 4; fill: none; }
        .roofline .lead { stroke: var(--soft); stroke-width: 0.6; }
        .roofline .dot { stroke: var(--paper); stroke-width: 1.2; }
        .roofline .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 3; }
        .roofline .gemm { fill: var(--gemm); } .roofline .ops { fill: var(--ops); }
        .roofline .model { fill: var(--model); } .roofline .tune { fill: var(--tune); } .roofline .io { fill: var(--io); }
        """;

    private final Ceiling ceiling;
    private final String where;
    private final String peakName;
    private final List<Measurement> measurements;
    private final Axis x;
    private final Axis y;
    private final LabelPlacement labels;
    private final StringBuilder svg = new StringBuilder();

    private RooflinePlot(Ceiling ceiling, String where, String peakName, List<Measurement> measurements) {
        this.ceiling = ceiling;
        this.where = where;
        this.peakName = peakName;
        this.measurements = measurements;
        double least =
                measurements.stream().mapToDouble(Measurement::intensity).min().orElse(1);
        double most =
                measurements.stream().mapToDouble(Measurement::intensity).max().orElse(1);
        double slowest = measurements.stream()
                .mapToDouble(it -> it.jclip().gigaflopsPerSecond())
                .min()
                .orElse(ceiling.gigaflopsPerSecond());
        x = new Axis(least / 2, most * 2, LEFT, WIDTH - RIGHT);
        y = new Axis(slowest / 2.5, ceiling.gigaflopsPerSecond() * 1.6, PLOT - BOTTOM, TOP);
        // Nothing but the name of the ceiling goes above it.
        double roof = y.at(ceiling.gigaflopsPerSecond()) + 3;
        labels = new LabelPlacement(LEFT + 3, roof, WIDTH - RIGHT - 3, PLOT - BOTTOM - 3);
    }

    /**
     * One plot.
     *
     * @param where what was measured, for the axis
     * @param peakName what reached the ceiling's FLOP/s
     * @param measurements all with FLOPs and bytes
     */
    public static String of(Ceiling ceiling, String where, String peakName, List<Measurement> measurements) {
        return new RooflinePlot(ceiling, where, peakName, sorted(measurements.stream())).draw();
    }

    private static List<Measurement> sorted(Stream<Measurement> measurements) {
        return measurements
                .sorted(Comparator.comparing(Measurement::group).thenComparingDouble(Measurement::intensity))
                .toList();
    }

    /** One plot for each number of threads; cases that compute nothing are left out. */
    public static List<String> of(BenchResult result) {
        return plots(result).stream().map(RooflinePlot::draw).toList();
    }

    private static List<RooflinePlot> plots(BenchResult result) {
        List<RooflinePlot> plots = new ArrayList<>();
        for (Ceiling ceiling : result.ceilings()) {
            List<Measurement> dots = sorted(result.measurements().stream()
                    .filter(it -> it.threads() == ceiling.threads() && it.flops() > 0 && it.bytes() > 0));
            plots.add(
                    new RooflinePlot(ceiling, Numbers.threads(ceiling.threads()), "multiply-adds in registers", dots));
        }
        return plots;
    }

    /** All plots in one file, one below the other. */
    public static String file(BenchResult result) {
        List<RooflinePlot> plots = plots(result);
        int height = plots.stream().mapToInt(RooflinePlot::height).sum();
        StringBuilder file = new StringBuilder(
                Numbers.format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">\n", WIDTH, height));
        int y = 0;
        for (RooflinePlot plot : plots) {
            file.append(Numbers.format("<svg y=\"%d\" width=\"%d\" height=\"%d\">\n", y, WIDTH, plot.height()))
                    .append(plot.draw())
                    .append("</svg>\n");
            y += plot.height();
        }
        return file.append("</svg>\n").toString();
    }

    private int height() {
        return PLOT + (keyRows() + 2) * KEY_LINE;
    }

    private int keyRows() {
        return Math.ceilDiv(measurements.size(), KEY_COLUMNS);
    }

    private String draw() {
        append(
                "<svg class=\"roofline\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">",
                WIDTH, height());
        append("<title>Roofline, %s</title><style>%s</style>", where, STYLE);
        append("<rect width=\"%d\" height=\"%d\" fill=\"var(--paper)\"/>", WIDTH, height());
        grid();
        roofs();
        dots();
        groups();
        key();
        return svg.append("</svg>\n").toString();
    }

    private void grid() {
        for (double tick : x.ticks()) {
            append(
                    "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x.at(tick), x.at(tick), TOP, PLOT - BOTTOM);
            append(
                    "<text class=\"soft\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.at(tick), PLOT - BOTTOM + 16, tickLabel(tick));
        }
        for (double tick : y.ticks()) {
            append(
                    "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT, WIDTH - RIGHT, y.at(tick), y.at(tick));
            append(
                    "<text class=\"soft\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 8, y.at(tick) + 4, tickLabel(tick));
        }
        append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">FLOPs for each byte that must move</text>",
                (LEFT + WIDTH - RIGHT) / 2, AXIS_TITLE);
        int middle = (TOP + PLOT - BOTTOM) / 2;
        append(
                "<text transform=\"rotate(-90 16 %d)\" x=\"16\" y=\"%d\" text-anchor=\"middle\">GFLOP/s, %s</text>",
                middle, middle, where);
    }

    private static String tickLabel(double tick) {
        return tick >= 1 ? Numbers.format("%.0f", tick) : Numbers.format("%s", (float) tick);
    }

    private void roofs() {
        double peak = ceiling.gigaflopsPerSecond();
        List<CopyBandwidth> copies = distinctCopies();
        for (CopyBandwidth copy : copies) {
            copyRoof(copy, copy.equals(copies.getLast()) ? "roof" : "cache");
        }
        double nearestKnee = peak / copies.getFirst().gigabytesPerSecond();
        append(
                "<line class=\"roof\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                x.at(nearestKnee), y.at(peak), WIDTH - RIGHT, y.at(peak));
        append(
                "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s, %s GFLOP/s</text>",
                WIDTH - RIGHT - 4, y.at(peak) - 7, peakName, Numbers.significant(peak));
    }

    /** The memory's line, and those of caches that are much faster than what lies beyond them. */
    private List<CopyBandwidth> distinctCopies() {
        List<CopyBandwidth> distinct = new ArrayList<>();
        for (CopyBandwidth copy : ceiling.copies().reversed()) {
            if (distinct.isEmpty()
                    || copy.gigabytesPerSecond()
                            > MUCH_FASTER * distinct.getFirst().gigabytesPerSecond()) {
                distinct.addFirst(copy);
            }
        }
        return distinct;
    }

    private void copyRoof(CopyBandwidth copy, String kind) {
        double bandwidth = copy.gigabytesPerSecond();
        double start = Math.max(x.least(), y.least() / bandwidth);
        double knee = ceiling.gigaflopsPerSecond() / bandwidth;
        double x1 = x.at(start);
        double y1 = y.at(start * bandwidth);
        double x2 = x.at(knee);
        double y2 = y.at(knee * bandwidth);
        append("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", kind, x1, y1, x2, y2);
        String text = "copy of %s, %s GB/s".formatted(Numbers.bytes(copy.workingSet()), Numbers.significant(bandwidth));
        double px = x1 + ROOF_LABEL_AT * (x2 - x1);
        double py = y1 + ROOF_LABEL_AT * (y2 - y1);
        append(
                "<text class=\"soft halo\" transform=\"rotate(%.1f %.1f %.1f)\" x=\"%.1f\" y=\"%.1f\">%s</text>",
                Math.toDegrees(Math.atan2(y2 - y1, x2 - x1)), px, py, px, py - 5, text);
        double length = Math.hypot(x2 - x1, y2 - y1);
        for (double along = 0; along < text.length() * LETTER; along += LINE / 2.0) {
            double atX = px + along * (x2 - x1) / length;
            double atY = py + along * (y2 - y1) / length;
            labels.block(atX - LINE, atY - LINE, atX + 2, atY);
        }
    }

    private void dots() {
        for (Measurement it : measurements) {
            labels.block(px(it) - DOT - 1, py(it) - DOT - 1, px(it) + DOT + 1, py(it) + DOT + 1);
        }
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < measurements.size(); i++) {
            Measurement it = measurements.get(i);
            number(it, String.valueOf(i + 1));
            marks.append(Numbers.format(
                    "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"><title>%s: %s GFLOP/s, %s GB/s,"
                            + " %s</title></circle>",
                    it.group(),
                    px(it),
                    py(it),
                    DOT,
                    Markup.escape(it.name() + " " + it.size()),
                    Numbers.significant(it.jclip().gigaflopsPerSecond()),
                    Numbers.significant(it.jclip().gigabytesPerSecond()),
                    Numbers.ofCeiling(it.jclip())));
        }
        svg.append(marks);
    }

    private void number(Measurement it, String number) {
        labels.place(px(it), py(it), number.length() * DIGIT + 2, LINE - 1).ifPresent(box -> {
            double x = (box.left() + box.right()) / 2;
            double y = (box.top() + box.bottom()) / 2;
            if (Math.hypot(x - px(it), y - py(it)) > 4 * DOT) {
                append("<line class=\"lead\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", px(it), py(it), x, y);
            }
            append("<text class=\"halo\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", x, y + 4, number);
        });
    }

    private double px(Measurement it) {
        return x.at(it.intensity());
    }

    private double py(Measurement it) {
        return y.at(it.jclip().gigaflopsPerSecond());
    }

    private void groups() {
        int at = LEFT;
        for (String group :
                measurements.stream().map(Measurement::group).distinct().toList()) {
            append("<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%.1f\"/>", group, at + 5, AXIS_TITLE - 4, DOT);
            append("<text x=\"%d\" y=\"%d\">%s</text>", at + 14, AXIS_TITLE, group);
            at += GROUP_WIDTH;
        }
    }

    /** What the numbers stand for, in columns. */
    private void key() {
        int width = (WIDTH - KEY_LEFT - RIGHT - KEY_GAP) / KEY_COLUMNS;
        for (int i = 0; i < measurements.size(); i++) {
            int left = KEY_LEFT + i / keyRows() * (width + KEY_GAP);
            int row = i % keyRows();
            if (row == 0) {
                keyNumbers(left + width, PLOT + KEY_LINE, "GFLOP/s", "of ceiling");
            }
            keyLine(measurements.get(i), i + 1, left, left + width, PLOT + (2 + row) * KEY_LINE);
        }
    }

    private void keyLine(Measurement it, int number, int left, int right, int y) {
        append("<circle class=\"%s\" cx=\"%d\" cy=\"%d\" r=\"%.1f\"/>", it.group(), left + 5, y - 4, DOT);
        append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", left + KEY_NUMBER, y, number);
        append("<text x=\"%d\" y=\"%d\">%s</text>", left + KEY_NAME, y, Markup.escape(it.name() + " " + it.size()));
        keyNumbers(right, y, Numbers.significant(it.jclip().gigaflopsPerSecond()), Numbers.ofCeiling(it.jclip()));
    }

    private void keyNumbers(int right, int y, String speed, String share) {
        String text = "<text class=\"soft\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>";
        append(text, right - KEY_SHARE, y, speed);
        append(text, right, y, share);
    }

    private void append(String format, Object... values) {
        svg.append(Numbers.format(format, values)).append('\n');
    }
}
