// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How the accuracy of each class changed against the baseline, the largest gain first. */
final class ClassChangePlot {
    private static final double WIDTH = 600;
    private static final double ROW = 19;
    private static final double FONT = 12;
    private static final double NUMBER_WIDTH = 48;
    private static final int MAX_BARS = 100;
    private static final double SMALLEST = 0.005;

    /** A class and its change in points. */
    private record Change(String name, double before, double after) {
        double points() {
            return after - before;
        }
    }

    private ClassChangePlot() {}

    /** Bars for the classes that changed; both are over the same classes, and averaged over seeds. */
    static Figure of(
            String title, List<String> names, Collection<Scores> tuned, Collection<Scores> baseline, String protocol) {
        List<Change> changes = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            double before = mean(baseline, k);
            double after = mean(tuned, k);
            if (Math.abs(after - before) > SMALLEST) {
                changes.add(new Change(names.get(k), before, after));
            }
        }
        changes.sort(Comparator.comparingDouble(Change::points).reversed());
        int changed = changes.size();
        if (changed > MAX_BARS) {
            changes.subList(MAX_BARS / 2, changed - MAX_BARS / 2).clear();
        }
        long gained = changes.stream().filter(it -> it.points() > 0).count();
        String notes = "%d of %d classes changed%s. Points of accuracy, mean over seeds."
                .formatted(
                        changed,
                        names.size(),
                        changed > changes.size() ? "; the %d at the ends are shown".formatted(MAX_BARS) : "");
        return new Figure(
                title,
                draw(changes, "Accuracy by class: %d bars up, %d down.".formatted(gained, changes.size() - gained)),
                List.of(),
                List.of(notes, "Protocol %s.".formatted(protocol)));
    }

    private static double mean(Collection<Scores> scores, int label) {
        return scores.stream()
                .filter(it -> it.classTotals().get(label) > 0)
                .mapToDouble(it -> it.accuracy(label))
                .average()
                .orElse(0);
    }

    private static String draw(List<Change> changes, String description) {
        double label = Labels.width(changes.stream().map(Change::name).toList(), FONT) + 12;
        double most = changes.stream().mapToDouble(Change::points).max().orElse(0);
        double least = changes.stream().mapToDouble(Change::points).min().orElse(0);
        LinearAxis axis = new LinearAxis(
                Math.min(0, least),
                Math.max(Math.max(0, most), Math.min(0, least) + 1),
                1,
                label + NUMBER_WIDTH,
                WIDTH - NUMBER_WIDTH);
        double zero = axis.at(0);
        double height = changes.size() * ROW + 8;
        Svg svg = new Svg(WIDTH, height, description);
        for (int i = 0; i < changes.size(); i++) {
            Change it = changes.get(i);
            double y = 4 + i * ROW;
            double end = axis.at(it.points());
            boolean up = it.points() > 0;
            svg.open("", String.format(Locale.ROOT, "%s: %.1f → %.1f %%", it.name(), it.before(), it.after()));
            svg.text(label - 8, y + 13.5, "end", "name", Labels.cut(it.name()));
            svg.rectangle(Math.min(zero, end), y + 2, Math.abs(end - zero), ROW - 5, up ? "hit" : "miss");
            svg.text(
                    up ? end + 5 : end - 5,
                    y + 13.5,
                    up ? "start" : "end",
                    "tick",
                    String.format(Locale.ROOT, "%+.1f", it.points()).replace('-', '−'));
            svg.close();
        }
        return svg.line(zero, 0, zero, height, "zero").markup();
    }
}
