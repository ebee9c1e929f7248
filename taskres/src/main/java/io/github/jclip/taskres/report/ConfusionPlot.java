// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** A confusion matrix as a heat map: rows are true classes, columns predictions, shades are shares of the row. */
final class ConfusionPlot {
    /** More classes than this, and only those with the most mistakes are shown. */
    private static final int MAX_CLASSES = 100;

    private static final int MOST_FREQUENT = 5;
    private static final int FEW_CLASSES = 24;
    private static final double FAINTEST = 0.3;
    private static final double DARK = 0.6;

    private final List<String> names;
    private final int[] hits;
    private final int[] totals;
    /** What lies beside the diagonal; of thousands of classes most pairs are never confused. */
    private final Map<Pair, Integer> mistakes = new LinkedHashMap<>();

    private final int[] shown;
    private final double cell;
    private final double margin;

    /** A class and what it was taken for. */
    private record Pair(int label, int prediction) {}

    private ConfusionPlot(List<String> names, Collection<Scores> scores) {
        this.names = names;
        hits = new int[names.size()];
        totals = new int[names.size()];
        for (Scores it : scores) {
            for (int k = 0; k < names.size(); k++) {
                hits[k] += it.classCorrect().get(k);
                totals[k] += it.classTotals().get(k);
            }
            it.confusions()
                    .forEach(confusion -> mistakes.merge(
                            new Pair(confusion.label(), confusion.prediction()), confusion.count(), Integer::sum));
        }
        shown = IntStream.range(0, names.size())
                .boxed()
                .sorted(Comparator.comparingInt(this::mistakes).reversed())
                .limit(MAX_CLASSES)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        cell = cellSize(shown.length);
        margin = Labels.width(Arrays.stream(shown).mapToObj(names::get).toList(), fontSize()) + 30;
    }

    /** One matrix for all seeds. */
    static Figure of(String title, List<String> names, Collection<Scores> scores, String protocol) {
        return new ConfusionPlot(names, scores).figure(title, scores.size(), protocol);
    }

    private static double cellSize(int classes) {
        if (classes <= FEW_CLASSES) {
            return 30;
        }
        return classes <= 60 ? 15 : 11;
    }

    private double fontSize() {
        return Math.min(12, cell - 1);
    }

    private int mistakes(int label) {
        return totals[label] - hits[label];
    }

    private Figure figure(String title, int seeds, String protocol) {
        double side = margin + cell * shown.length + 8;
        Svg svg = new Svg(side, side, description());
        String font = cell < 12 ? "name small" : "name";
        svg.rectangle(margin, margin, cell * shown.length, cell * shown.length, "band");
        svg.text(margin + cell * shown.length / 2, 13, "middle", "axis", "prediction");
        svg.textUpwards(13, margin + cell * shown.length / 2, "middle", "axis", "true class");
        for (int i = 0; i < shown.length; i++) {
            double middle = margin + (i + 0.5) * cell + fontSize() * 0.35;
            String name = Labels.cut(names.get(shown[i]));
            svg.text(margin - 5, middle, "end", font, name);
            svg.textUpwards(middle, margin - 5, "start", font, name);
            row(svg, i);
        }
        return new Figure(title, svg.markup(), List.of(), List.of(caption(seeds), "Protocol %s.".formatted(protocol)));
    }

    private void row(Svg svg, int row) {
        int label = shown[row];
        for (int column = 0; column < shown.length; column++) {
            int prediction = shown[column];
            int count = label == prediction ? hits[label] : mistakes.getOrDefault(new Pair(label, prediction), 0);
            if (count > 0) {
                double share = (double) count / totals[label];
                double x = margin + column * cell;
                double y = margin + row * cell;
                String tooltip = String.format(
                        Locale.ROOT,
                        "%s → %s: %d of %d (%.0f %%)",
                        names.get(label),
                        names.get(prediction),
                        count,
                        totals[label],
                        100 * share);
                String colour = label == prediction ? "hit" : "miss";
                svg.shade(x + 0.5, y + 0.5, cell - 1, colour, FAINTEST + (1 - FAINTEST) * share, tooltip);
                if (shown.length <= FEW_CLASSES) {
                    String style = share > DARK ? "count on-dark" : "count";
                    svg.text(x + cell / 2, y + cell / 2 + 4, "middle", style, Math.round(100 * share) + "");
                }
            }
        }
    }

    private String caption(int seeds) {
        String sum = seeds == 1 ? "One seed." : "Sum over %d seeds.".formatted(seeds);
        String part = shown.length == names.size()
                ? ""
                : " The %d of %d classes with the most mistakes.".formatted(shown.length, names.size());
        String unit = shown.length <= FEW_CLASSES ? " Numbers are percent of the row." : "";
        return sum + part + " The stronger a field, the larger its share of the row; right answers on the diagonal."
                + unit + " " + mostFrequent();
    }

    private String mostFrequent() {
        List<String> most = mistakes.entrySet().stream()
                .sorted(Map.Entry.<Pair, Integer>comparingByValue().reversed())
                .limit(MOST_FREQUENT)
                .map(it -> "%s taken for %s (%d of %d)"
                        .formatted(
                                names.get(it.getKey().label()),
                                names.get(it.getKey().prediction()),
                                it.getValue(),
                                totals[it.getKey().label()]))
                .toList();
        return most.isEmpty() ? "No mistakes." : "Most frequent mistakes: " + String.join(", ", most) + ".";
    }

    private String description() {
        return "Confusion matrix of %d classes. %s".formatted(shown.length, mostFrequent());
    }
}
