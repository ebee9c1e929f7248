// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Accuracy over shots, a line for each method, with whiskers for the confidence intervals. */
final class ShotsPlot {
    private static final double WIDTH = 600;
    private static final double HEIGHT = 380;
    private static final double LEFT = 58;
    private static final double RIGHT = 586;
    private static final double TOP = 14;
    private static final double BOTTOM = 328;
    /** Between neighbouring methods, so that whiskers do not cover each other. */
    private static final double SHIFT = 6;

    /** A method's mean accuracies, one for each number of shots. */
    private record Series(String method, Marker marker, List<Optional<Estimate>> values) {}

    private final Scope scope;
    private final List<Integer> shots;
    private final List<Series> series = new ArrayList<>();

    private ShotsPlot(Scope scope) {
        this.scope = scope;
        shots = scope.shots();
        for (String method : scope.methods()) {
            List<Optional<Estimate>> values = shots.stream()
                    .map(n -> ScoreTables.estimate(scope.bySeed(method, n, Metric.ACCURACY)))
                    .toList();
            series.add(new Series(method, new Marker(series.size()), values));
        }
    }

    /** The plot, where there is more than one number of shots. */
    static Optional<Figure> of(Scope scope) {
        ShotsPlot plot = new ShotsPlot(scope);
        return plot.shots.size() < 2 ? Optional.empty() : Optional.of(plot.figure());
    }

    private Figure figure() {
        LinearAxis axis = axis();
        Svg svg = new Svg(WIDTH, HEIGHT, description());
        for (double tick : axis.ticks()) {
            svg.line(LEFT, axis.at(tick), RIGHT, axis.at(tick), "grid");
            svg.text(LEFT - 8, axis.at(tick) + 4, "end", "tick", number(axis.step() < 1 ? "%.1f" : "%.0f", tick));
        }
        for (int i = 0; i < shots.size(); i++) {
            svg.text(x(i), BOTTOM + 20, "middle", "tick", shots.get(i) == 0 ? "all" : "" + shots.get(i));
        }
        svg.text((LEFT + RIGHT) / 2, HEIGHT - 8, "middle", "axis", "training images per class");
        svg.textUpwards(14, (TOP + BOTTOM) / 2, "middle", "axis", "accuracy, %");
        series.forEach(it -> draw(svg, it, axis));
        return new Figure(
                "Accuracy over shots, " + scope.name(),
                svg.markup(),
                series.stream()
                        .map(it -> new Figure.Entry(it.marker().swatch(), it.method()))
                        .toList(),
                List.of("Mean with %s. Protocol %s."
                        .formatted(
                                ScoreTables.interval(),
                                scope.study().frame().protocol().words())));
    }

    private LinearAxis axis() {
        double least = 100;
        double greatest = 0;
        for (Series it : series) {
            for (Optional<Estimate> value : it.values()) {
                if (value.isPresent()) {
                    double whisker = whisker(value.get());
                    least = Math.min(least, value.get().mean() - whisker);
                    greatest = Math.max(greatest, value.get().mean() + whisker);
                }
            }
        }
        // An interval of two seeds may reach far beyond what an accuracy can be.
        return LinearAxis.around(Math.max(0, least), Math.min(100, greatest), BOTTOM, TOP);
    }

    private static double whisker(Estimate estimate) {
        return Double.isNaN(estimate.halfWidth()) ? 0 : estimate.halfWidth();
    }

    private double x(int column) {
        double step = (RIGHT - LEFT) / shots.size();
        return LEFT + step * (column + 0.5);
    }

    private void draw(Svg svg, Series it, LinearAxis axis) {
        double shift = (series.indexOf(it) - (series.size() - 1) / 2.0) * SHIFT;
        StringBuilder path = new StringBuilder();
        svg.open(it.marker().colour(), it.method());
        for (int i = 0; i < shots.size(); i++) {
            if (it.values().get(i).isPresent()) {
                double y = axis.at(it.values().get(i).get().mean());
                path.append(path.isEmpty() ? "M" : "L")
                        .append(number("%.1f ", x(i) + shift))
                        .append(number("%.1f", y));
            }
        }
        if (!path.isEmpty()) {
            svg.path(path.toString(), "curve");
        }
        for (int i = 0; i < shots.size(); i++) {
            if (it.values().get(i).isPresent()) {
                point(svg, it, i, x(i) + shift, axis);
            }
        }
        svg.close();
    }

    private void point(Svg svg, Series it, int column, double x, LinearAxis axis) {
        Estimate estimate = it.values().get(column).orElseThrow();
        double whisker = whisker(estimate);
        String value = new Cell.Measured(estimate, "", false).text();
        svg.open("", "%s, %s: %s %%".formatted(it.method(), Study.words(shots.get(column)), value));
        if (whisker > 0) {
            double low = axis.at(Math.max(axis.least(), estimate.mean() - whisker));
            double high = axis.at(Math.min(axis.greatest(), estimate.mean() + whisker));
            svg.line(x, low, x, high, "whisker");
            svg.line(x - 3, low, x + 3, low, "whisker").line(x - 3, high, x + 3, high, "whisker");
        }
        it.marker().draw(svg, x, axis.at(estimate.mean())).close();
    }

    private String description() {
        int last = shots.size() - 1;
        StringBuilder words = new StringBuilder("Accuracy over shots. At " + Study.words(shots.get(last)) + ":");
        for (Series it : series) {
            it.values().get(last).ifPresent(value -> words.append(number(" %s %.1f %%,", it.method(), value.mean())));
        }
        return words.deleteCharAt(words.length() - 1).append('.').toString();
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation is not worth a dependency
    private static String number(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
