// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.fewshot.Subset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** The tables of one {@link Scope}: methods against shots. */
final class ScoreTables {
    static final String STARS = "* p < 0.05, ** p < 0.01, *** p < 0.001: two-sided paired t-test against %s over %s, "
            + "not corrected for the number of comparisons.";

    static final String OTHER_PROTOCOLS = "Published numbers follow their authors' protocols.";

    private final Scope scope;
    private final String baseline;
    private final boolean average;
    private final List<Integer> shots;
    private final PublishedNumbers published = PublishedNumbers.all();

    ScoreTables(Scope scope, String baseline) {
        this.scope = scope;
        this.baseline = baseline;
        average = scope.dataSets().size() > 1;
        shots = scope.shots();
    }

    List<ReportTable> all() {
        List<ReportTable> tables = new ArrayList<>(List.of(scores(Metric.ACCURACY)));
        if (scope.methods().contains(baseline) && scope.methods().size() > 1) {
            tables.add(comparison());
        }
        tables.add(scores(Metric.MACRO_F1));
        tables.add(scores(Metric.CALIBRATION_ERROR));
        return tables;
    }

    private ReportTable scores(Metric metric) {
        Map<String, List<Optional<Estimate>>> estimates = estimates(metric);
        List<ReportTable.Row> rows = new ArrayList<>();
        estimates.forEach((method, row) -> {
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(cell(metric, method, i, row.get(i), best(metric, estimates, i)));
            }
            rows.add(new ReportTable.Row(method, cells));
        });
        List<String> notes = new ArrayList<>();
        notes.add("Percent; mean ± %s. %s".formatted(interval(), counts(estimates)));
        notes.add("Bold: the %s of its column.".formatted(metric.higherIsBetter() ? "highest" : "lowest"));
        if (metric == Metric.ACCURACY) {
            if (rows.stream().flatMap(row -> row.cells().stream()).anyMatch(ScoreTables::hasStars)) {
                notes.add(STARS.formatted(baseline, pairs()));
            }
            notes.addAll(notesOfRuns());
            addPublished(rows, notes);
        }
        return table(title(metric.words()), metric.words(), rows, notes);
    }

    private static boolean hasStars(Cell cell) {
        return cell instanceof Cell.Measured measured && !measured.stars().isEmpty();
    }

    static String interval() {
        return "95 % confidence interval over seeds (Student's t)";
    }

    private String title(String metric) {
        return Character.toUpperCase(metric.charAt(0))
                + metric.substring(1)
                + (average ? ", mean of %d data sets".formatted(scope.dataSets().size()) : ", " + scope.name());
    }

    private ReportTable table(String title, String metric, List<ReportTable.Row> rows, List<String> notes) {
        return new ReportTable(
                title,
                scope.name(),
                scope.study().frame().setting(),
                metric,
                shots.stream().map(Study::words).toList(),
                rows,
                notes);
    }

    private Map<String, List<Optional<Estimate>>> estimates(Metric metric) {
        Map<String, List<Optional<Estimate>>> estimates = new LinkedHashMap<>();
        for (String method : scope.methods()) {
            List<Optional<Estimate>> row = shots.stream()
                    .map(n -> scope.bySeed(method, n, metric))
                    .map(ScoreTables::estimate)
                    .toList();
            if (row.stream().anyMatch(Optional::isPresent)) {
                estimates.put(method, row);
            }
        }
        return estimates;
    }

    static Optional<Estimate> estimate(SortedMap<Long, Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Estimate.of(values.values()));
    }

    private static OptionalDouble best(Metric metric, Map<String, List<Optional<Estimate>>> estimates, int column) {
        DoubleStream means = estimates.values().stream()
                .map(row -> row.get(column))
                .flatMap(Optional::stream)
                .mapToDouble(Estimate::mean);
        return metric.higherIsBetter() ? means.max() : means.min();
    }

    private Cell cell(Metric metric, String method, int column, Optional<Estimate> estimate, OptionalDouble best) {
        if (estimate.isEmpty()) {
            return new Cell.Missing();
        }
        boolean tested = metric == Metric.ACCURACY && !method.equals(baseline);
        String stars =
                tested ? scope.test(method, baseline, shots.get(column), metric).stars() : "";
        return new Cell.Measured(estimate.get(), stars, estimate.get().mean() == best.orElse(Double.NaN));
    }

    /** How many seeds are behind the cells. */
    private String counts(Map<String, List<Optional<Estimate>>> estimates) {
        Set<Integer> counts = estimates.values().stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .map(Estimate::n)
                .collect(Collectors.toSet());
        if (counts.size() == 1) {
            return "n = %d in every cell.".formatted(counts.iterator().next());
        }
        return estimates.entrySet().stream()
                .map(row -> row.getKey() + " "
                        + row.getValue().stream()
                                .map(it -> it.map(estimate -> Integer.toString(estimate.n()))
                                        .orElse("–"))
                                .collect(Collectors.joining("/")))
                .collect(Collectors.joining("; ", "n by column: ", "."));
    }

    private ReportTable comparison() {
        List<ReportTable.Row> rows = new ArrayList<>();
        boolean untestable = false;
        for (String method : scope.methods()) {
            List<Cell> cells = new ArrayList<>();
            for (int n : shots) {
                PairedTest test = scope.test(method, baseline, n, Metric.ACCURACY);
                untestable |= test.pairs() > 0 && test.p().isEmpty();
                cells.add(test.pairs() == 0 ? new Cell.Missing() : new Cell.Compared(test));
            }
            if (!method.equals(baseline)) {
                rows.add(new ReportTable.Row(method, cells));
            }
        }
        List<String> notes = new ArrayList<>();
        notes.add("Points of accuracy above %s, and p.".formatted(baseline));
        notes.add(STARS.formatted(baseline, pairs()));
        if (untestable) {
            notes.add("p –: a single pair, or differences that are all the same; the test has no estimate of chance.");
        }
        String title = "Against %s, %s".formatted(baseline, average ? "all data sets averaged" : scope.name());
        return table(title, "accuracy difference", rows, notes);
    }

    private String pairs() {
        return average ? "pairs of data set and seed" : "seeds";
    }

    private Set<String> notesOfRuns() {
        Set<String> notes = new LinkedHashSet<>();
        if (!average) {
            scope.study().runs(scope.name()).stream()
                    .filter(run -> run.description().notes() != null)
                    .forEach(run -> notes.addAll(run.description().notes()));
        }
        boolean fixed = scope.dataSets().stream()
                .flatMap(dataSet -> scope.study().runs(dataSet).stream())
                .anyMatch(CollectedRun::hasFixedImages);
        if (fixed) {
            notes.add("The features file holds one choice of training images for a number of shots: seeds differ in "
                    + "the rest alone, and intervals and tests do not cover the choice.");
        }
        return notes;
    }

    private void addPublished(List<ReportTable.Row> rows, List<String> notes) {
        Frame frame = scope.study().frame();
        if (frame.subset() != Subset.ALL) {
            return;
        }
        String listed = average
                ? PublishedNumbers.AVERAGE
                : published.canonical(scope.name()).orElse("");
        List<PublishedNumbers.Entry> entries = average
                ? published.ofAverage(scope.dataSets(), frame.backbone())
                : published.of(scope.name(), frame.backbone());
        int before = rows.size();
        for (PublishedNumbers.Entry entry : entries) {
            List<Cell> cells = shots.stream()
                    .map(n -> Cell.published(entry, entry.value(listed, n)))
                    .toList();
            if (cells.stream().anyMatch(Cell.Published.class::isInstance)) {
                rows.add(new ReportTable.Row(entry.rowName(), cells));
                notes.add(published.note(entry));
            }
        }
        if (rows.size() > before) {
            notes.add(OTHER_PROTOCOLS);
        }
    }
}
