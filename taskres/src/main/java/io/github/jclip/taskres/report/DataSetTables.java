// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.fewshot.Subset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Methods against all data sets and their mean at one number of shots, as the papers' large tables set it. */
final class DataSetTables {
    private final Study study;
    private final String baseline;
    private final List<String> dataSets;
    private final List<String> methods;
    private final PublishedNumbers published = PublishedNumbers.all();

    private DataSetTables(Study study, String baseline) {
        this.study = study;
        this.baseline = baseline;
        dataSets = study.dataSets();
        methods = study.methods(dataSets);
    }

    /** A table for each number of shots. */
    static List<ReportTable> of(Study study, String baseline) {
        DataSetTables tables = new DataSetTables(study, baseline);
        return study.shots(tables.dataSets).stream().map(tables::table).toList();
    }

    private ReportTable table(int shots) {
        List<ReportTable.Row> rows = new ArrayList<>();
        for (String method : methods) {
            List<Cell> cells = new ArrayList<>();
            for (int column = 0; column <= dataSets.size(); column++) {
                cells.add(cell(method, shots, column));
            }
            if (cells.stream().anyMatch(Cell.Measured.class::isInstance)) {
                rows.add(new ReportTable.Row(method, cells));
            }
        }
        List<String> notes = new ArrayList<>(List.of(
                "Accuracy in percent; mean ± %s. Bold: the highest of its column.".formatted(ScoreTables.interval()),
                ScoreTables.STARS.formatted(baseline, "seeds, for the mean over pairs of data set and seed")));
        addPublished(shots, rows, notes);
        List<String> columns = new ArrayList<>(dataSets);
        columns.add("mean");
        return new ReportTable(
                "Accuracy on each data set, " + Study.words(shots),
                "all",
                study.frame().setting(),
                "accuracy, " + Study.words(shots),
                columns,
                rows,
                notes);
    }

    /** Of a data set; after the last of them, of their mean, where the method has all. */
    private Cell cell(String method, int shots, int column) {
        Optional<Estimate> estimate = ScoreTables.estimate(values(method, shots, column));
        if (estimate.isEmpty()) {
            return new Cell.Missing();
        }
        OptionalDouble best = methods.stream()
                .map(it -> ScoreTables.estimate(values(it, shots, column)))
                .flatMap(Optional::stream)
                .mapToDouble(Estimate::mean)
                .max();
        Scope scope =
                column < dataSets.size() ? Scope.of(study, dataSets.get(column)) : new Scope(study, "all", dataSets);
        String stars = method.equals(baseline)
                ? ""
                : scope.test(method, baseline, shots, Metric.ACCURACY).stars();
        return new Cell.Measured(estimate.get(), stars, estimate.get().mean() == best.orElse(Double.NaN));
    }

    private SortedMap<Long, Double> values(String method, int shots, int column) {
        if (column < dataSets.size()) {
            return study.values(dataSets.get(column), method, shots, Metric.ACCURACY);
        }
        List<SortedMap<Long, Double>> all = dataSets.stream()
                .map(dataSet -> study.values(dataSet, method, shots, Metric.ACCURACY))
                .toList();
        return all.stream().anyMatch(Map::isEmpty) ? new TreeMap<>() : Scope.meanBySeed(all);
    }

    private void addPublished(int shots, List<ReportTable.Row> rows, List<String> notes) {
        if (study.frame().subset() != Subset.ALL) {
            return;
        }
        int before = rows.size();
        for (PublishedNumbers.Entry entry : published.ofBackbone(study.frame().backbone())) {
            List<Cell> cells = new ArrayList<>();
            dataSets.forEach(dataSet -> cells.add(cell(entry, published.canonical(dataSet), shots)));
            boolean eleven =
                    published.ofAverage(dataSets, study.frame().backbone()).contains(entry);
            cells.add(eleven ? cell(entry, Optional.of(PublishedNumbers.AVERAGE), shots) : new Cell.Missing());
            if (cells.stream().anyMatch(Cell.Published.class::isInstance)) {
                rows.add(new ReportTable.Row(entry.rowName(), cells));
                notes.add(published.note(entry));
            }
        }
        if (rows.size() > before) {
            notes.add(ScoreTables.OTHER_PROTOCOLS);
        }
    }

    private static Cell cell(PublishedNumbers.Entry entry, Optional<String> dataSet, int shots) {
        return Cell.published(entry, dataSet.flatMap(it -> entry.value(it, shots)));
    }
}
