// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.HarmonicMean;
import io.github.jclip.taskres.fewshot.Subset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Accuracy on base classes, on new classes, and their harmonic mean, where runs of both exist. */
final class BaseToNewTables {
    private static final int PUBLISHED_SHOTS = 16;

    private final Study base;
    private final Study unseen;
    private final List<String> dataSets;

    private BaseToNewTables(Study base, Study unseen) {
        this.base = base;
        this.unseen = unseen;
        dataSets = base.dataSets().stream().filter(unseen.dataSets()::contains).toList();
    }

    /** A section for each backbone and protocol that has both. */
    static List<Report.Section> of(List<Study> studies) {
        List<Report.Section> sections = new ArrayList<>();
        for (Study base : studies) {
            if (base.frame().subset() == Subset.BASE) {
                Frame wanted = new Frame(
                        base.frame().backbone(), Subset.NEW, base.frame().protocol());
                studies.stream()
                        .filter(study -> study.frame().equals(wanted))
                        .map(study -> new BaseToNewTables(base, study))
                        .filter(tables -> !tables.dataSets.isEmpty())
                        .forEach(tables -> sections.add(tables.section()));
            }
        }
        return sections;
    }

    private Setting setting() {
        return new Setting(
                base.frame().backbone(), "base and new classes", base.frame().protocol());
    }

    private Report.Section section() {
        List<Report.Group> groups = new ArrayList<>();
        if (dataSets.size() > 1) {
            addGroup(groups, "Average over data sets", averaged());
        }
        for (String dataSet : dataSets) {
            addGroup(groups, dataSet, List.of(dataSet));
        }
        return new Report.Section(setting().heading(), base.frame().protocol().words(), groups);
    }

    private void addGroup(List<Report.Group> groups, String heading, List<String> over) {
        List<Block> tables = new ArrayList<>();
        for (int shots : base.shots(over)) {
            table(over, shots).ifPresent(tables::add);
        }
        if (!tables.isEmpty()) {
            groups.add(new Report.Group(heading, "", tables));
        }
    }

    /** The data sets that all methods have on both sides. */
    private List<String> averaged() {
        List<String> methods = methods(dataSets);
        return dataSets.stream()
                .filter(dataSet -> methods.stream()
                        .allMatch(method -> base.shots(dataSets).stream()
                                .allMatch(shots -> !values(dataSet, method, shots, HarmonicMean::of)
                                        .isEmpty())))
                .toList();
    }

    private List<String> methods(List<String> over) {
        return base.methods(over).stream()
                .filter(unseen.methods(over)::contains)
                .toList();
    }

    private Optional<Block> table(List<String> over, int shots) {
        List<ReportTable.Row> rows = new ArrayList<>();
        if (!over.isEmpty()) {
            for (String method : methods(over)) {
                List<Cell> cells = List.of(
                        cell(over, method, shots, (seen, _) -> seen),
                        cell(over, method, shots, (_, other) -> other),
                        cell(over, method, shots, HarmonicMean::of));
                if (cells.stream().anyMatch(Cell.Measured.class::isInstance)) {
                    rows.add(new ReportTable.Row(method, cells));
                }
            }
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<String> notes = new ArrayList<>(List.of(
                "Accuracy in percent; mean ± %s. H: harmonic mean of each seed%s."
                        .formatted(ScoreTables.interval(), over.size() > 1 ? " and data set, then averaged" : ""),
                "Both sides are runs of their own: where a method trains, the classifier of the new classes was "
                        + "trained on shots of the new classes."));
        if (over.size() > 1) {
            notes.add("Averaged over the data sets that every method has: %s.".formatted(String.join(", ", over)));
        }
        if (shots == PUBLISHED_SHOTS) {
            addPublished(over, rows, notes);
        }
        String name = over.size() > 1 ? "mean of %d data sets".formatted(over.size()) : over.getFirst();
        return Optional.of(new ReportTable(
                "Base to new, %s, %s".formatted(Study.words(shots), name),
                over.size() > 1 ? "average" : over.getFirst(),
                setting(),
                "accuracy, " + Study.words(shots),
                List.of("base", "new", "H"),
                rows,
                notes));
    }

    private Cell cell(List<String> over, String method, int shots, BiFunction<Double, Double, Double> of) {
        return ScoreTables.estimate(Scope.meanBySeed(over.stream()
                        .map(dataSet -> values(dataSet, method, shots, of))
                        .toList()))
                .<Cell>map(estimate -> new Cell.Measured(estimate, "", false))
                .orElseGet(Cell.Missing::new);
    }

    private SortedMap<Long, Double> values(
            String dataSet, String method, int shots, BiFunction<Double, Double, Double> of) {
        SortedMap<Long, Double> seen = base.values(dataSet, method, shots, Metric.ACCURACY);
        SortedMap<Long, Double> other = unseen.values(dataSet, method, shots, Metric.ACCURACY);
        SortedMap<Long, Double> values = new TreeMap<>();
        seen.forEach((seed, accuracy) -> {
            if (other.containsKey(seed)) {
                values.put(seed, of.apply(accuracy, other.get(seed)));
            }
        });
        return values;
    }

    private void addPublished(List<String> over, List<ReportTable.Row> rows, List<String> notes) {
        PublishedNumbers published = PublishedNumbers.all();
        int before = rows.size();
        for (PublishedNumbers.Entry entry :
                published.baseToNewOf(over, base.frame().backbone())) {
            List<Cell> cells = entry.values().get(PublishedNumbers.AVERAGE).stream()
                    .<Cell>map(value -> new Cell.Published(entry, value))
                    .toList();
            rows.add(new ReportTable.Row(entry.rowName(), cells));
            notes.add(published.note(entry));
        }
        if (rows.size() > before) {
            notes.add("Published methods were trained on base classes alone.");
        }
    }
}
