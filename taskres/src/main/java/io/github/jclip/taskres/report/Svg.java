// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.page.Markup;
import java.util.Locale;

/** Writes one {@code svg} element; colours are those of the page's style sheet, by class. */
final class Svg {
    private final StringBuilder markup = new StringBuilder();

    /** An element of that size in pixels, which people who cannot see it know by its description. */
    Svg(double width, double height, String description) {
        markup.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\" height=\"%.0f\" role=\"img\" aria-label=\"%s\">",
                width,
                height,
                width,
                height,
                Markup.escape(description)));
    }

    Svg line(double x1, double y1, double x2, double y2, String style) {
        return element("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2);
    }

    Svg rectangle(double x, double y, double width, double height, String style) {
        return element(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                style, x, y, width, height);
    }

    /** A rectangle with a tooltip; opacity from 0 to 1. */
    Svg shade(double x, double y, double size, String style, double opacity, String tooltip) {
        return element(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill-opacity=\"%.2f\">"
                        + "<title>%s</title></rect>",
                style, x, y, size, size, opacity, Markup.escape(tooltip));
    }

    /** Text whose anchor is {@code start}, {@code middle} or {@code end}. */
    Svg text(double x, double y, String anchor, String style, String text) {
        return element(
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style, x, y, anchor, Markup.escape(text));
    }

    /** Text that runs upwards from a point. */
    Svg textUpwards(double x, double y, String anchor, String style, String text) {
        return element(
                "<text class=\"%s\" transform=\"translate(%.1f %.1f) rotate(-90)\" text-anchor=\"%s\">%s</text>",
                style, x, y, anchor, Markup.escape(text));
    }

    /** A path in SVG's own notation. */
    Svg path(String data, String style) {
        return element("<path class=\"%s\" d=\"%s\"/>", style, data);
    }

    Svg open(String style, String tooltip) {
        return element("<g class=\"%s\"><title>%s</title>", style, Markup.escape(tooltip));
    }

    Svg close() {
        return add("</g>");
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    private Svg element(String format, Object... values) {
        return add(String.format(Locale.ROOT, format, values));
    }

    private Svg add(String text) {
        markup.append(text);
        return this;
    }

    /** The finished element. */
    String markup() {
        return markup + "</svg>";
    }
}
