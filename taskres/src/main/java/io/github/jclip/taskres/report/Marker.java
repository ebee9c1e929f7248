// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.Locale;

/** The sign of a line in a plot: colour and shape together, so that either is enough. */
record Marker(int number) {
    private static final int COLOURS = 8;
    private static final String[] SHAPES = {
        "M%1$.1f %2$.1fm-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
        "M%1$.1f %2$.1fm-4 -4h8v8h-8Z",
        "M%1$.1f %2$.1fm0 -5l5 9h-10Z",
        "M%1$.1f %2$.1fm0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5Z",
        "M%1$.1f %2$.1fm0 5l5 -9h-10Z",
    };

    /** The class that carries its colour. */
    String colour() {
        return "series-" + number % COLOURS;
    }

    Svg draw(Svg svg, double x, double y) {
        return svg.path(String.format(Locale.ROOT, SHAPES[number % SHAPES.length], x, y), "marker");
    }

    /** A piece of the line, for a legend. */
    String swatch() {
        Svg svg = new Svg(30, 14, "");
        svg.open(colour(), "").line(1, 7, 29, 7, "curve");
        return draw(svg, 15, 7).close().markup().replace("role=\"img\" aria-label=\"\"", "aria-hidden=\"true\"");
    }
}
