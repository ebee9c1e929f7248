// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.run.DomainResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Accuracy of what was tuned on one data set on domains that are shifted from it, a table for each number of shots, as
 * the papers set it: the source, the domains, their mean.
 */
final class DomainTables {
    private final Study study;
    private final String source;
    private final String baseline;
    private final PublishedNumbers published = PublishedNumbers.all();
    /** Names by the hash of the features file, in the order of the columns. */
    private final Map<String, String> domains = new LinkedHashMap<>();

    private DomainTables(Study study, String source, String baseline) {
        this.study = study;
        this.source = source;
        this.baseline = baseline;
        Map<String, DomainResult> found = new TreeMap<>();
        study.runs(source).forEach(run -> run.domains().forEach(it -> found.put(it.featuresSha256(), it)));
        List<String> listed = List.copyOf(published.domains().keySet());
        Comparator<DomainResult> papersOrder = Comparator.comparingInt(it ->
                published.canonicalDomain(it.dataSet()).map(listed::indexOf).orElse(listed.size()));
        found.values().stream()
                .sorted(papersOrder.thenComparing(DomainResult::dataSet).thenComparing(DomainResult::featuresSha256))
                .forEach(it -> domains.put(it.featuresSha256(), name(it, found)));
    }

    private static String name(DomainResult domain, Map<String, DomainResult> all) {
        long named = all.values().stream()
                .filter(it -> it.dataSet().equals(domain.dataSet()))
                .count();
        return named == 1
                ? domain.dataSet()
                : "%s (features %.8s)".formatted(domain.dataSet(), domain.featuresSha256());
    }

    /** The tables of a source; none where no run was tested on a domain. */
    static List<ReportTable> of(Study study, String source, String baseline) {
        DomainTables tables = new DomainTables(study, source, baseline);
        if (tables.domains.isEmpty()) {
            return List.of();
        }
        return study.shots(List.of(source)).stream()
                .map(tables::table)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<ReportTable> table(int shots) {
        Map<String, List<SortedMap<Long, Double>>> values = new LinkedHashMap<>();
        for (String method : study.methods(List.of(source))) {
            List<SortedMap<Long, Double>> row = row(method, shots);
            if (row.subList(1, row.size()).stream().anyMatch(it -> !it.isEmpty())) {
                values.put(method, row);
            }
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<ReportTable.Row> rows = new ArrayList<>();
        values.forEach((method, row) -> rows.add(new ReportTable.Row(method, cells(method, row, values))));
        List<String> notes = new ArrayList<>(List.of(
                "Accuracy in percent on the test set of each; mean ± %s. %s"
                        .formatted(ScoreTables.interval(), counts(values)),
                "Tuned on %s; of its classifier the classes of each domain stay, found by their names. %s is the text "
                                .formatted(source, Study.ZERO_SHOT)
                        + "embeddings of each domain itself.",
                ScoreTables.STARS.formatted(baseline, "seeds")));
        addPublished(shots, rows, notes);
        return Optional.of(new ReportTable(
                "Shifted domains, %s of %s".formatted(Study.words(shots), source),
                source,
                study.frame().setting(),
                "accuracy on domains, " + Study.words(shots),
                columns(),
                rows,
                notes));
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(source));
        columns.addAll(domains.values());
        if (domains.size() > 1) {
            columns.add("mean of domains");
        }
        return columns;
    }

    /** By column, the accuracies by seed. */
    private List<SortedMap<Long, Double>> row(String method, int shots) {
        List<SortedMap<Long, Double>> row = new ArrayList<>();
        for (String domain : domains.keySet()) {
            row.add(onDomain(method, shots, domain));
        }
        if (domains.size() > 1) {
            row.add(Scope.meanBySeed(row));
        }
        row.addFirst(study.values(source, method, shots, Metric.ACCURACY));
        return row;
    }

    private SortedMap<Long, Double> onDomain(String method, int shots, String sha256) {
        boolean zeroShot = method.equals(Study.ZERO_SHOT);
        SortedMap<Long, Double> values = new TreeMap<>();
        for (CollectedRun run : study.runs(source)) {
            if (run.shots() == shots && (zeroShot || run.method().equals(method))) {
                run.domains().stream()
                        .filter(it -> it.featuresSha256().equals(sha256))
                        .forEach(it -> values.put(run.seed(), (zeroShot ? it.zeroShot() : it.tuned()).accuracy()));
            }
        }
        return values;
    }

    private List<Cell> cells(
            String method, List<SortedMap<Long, Double>> row, Map<String, List<SortedMap<Long, Double>>> table) {
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            int column = i;
            OptionalDouble best = table.values().stream()
                    .map(it -> ScoreTables.estimate(it.get(column)))
                    .flatMap(Optional::stream)
                    .mapToDouble(Estimate::mean)
                    .max();
            SortedMap<Long, Double> compared = table.getOrDefault(baseline, List.of()).stream()
                    .skip(column)
                    .findFirst()
                    .orElseGet(TreeMap::new);
            String stars = method.equals(baseline)
                    ? ""
                    : PairedTest.of(row.get(column), compared).stars();
            cells.add(ScoreTables.estimate(row.get(column))
                    .<Cell>map(it -> new Cell.Measured(it, stars, it.mean() == best.orElse(Double.NaN)))
                    .orElseGet(Cell.Missing::new));
        }
        return cells;
    }

    private static String counts(Map<String, List<SortedMap<Long, Double>>> values) {
        Set<Integer> counts = new TreeSet<>();
        values.values()
                .forEach(row ->
                        row.stream().map(Map::size).filter(count -> count > 0).forEach(counts::add));
        return counts.size() == 1
                ? "n = %d in every cell.".formatted(counts.iterator().next())
                : "n differs between cells, see the CSV form: %s.".formatted(counts);
    }

    private void addPublished(int shots, List<ReportTable.Row> rows, List<String> notes) {
        int before = rows.size();
        for (PublishedNumbers.Entry entry :
                published.domainGeneralisationOf(source, study.frame().backbone())) {
            List<Cell> cells = new ArrayList<>();
            cells.add(cell(entry, published.canonical(source), shots));
            domains.values().forEach(it -> cells.add(cell(entry, published.canonicalDomain(it), shots)));
            if (domains.size() > 1) {
                cells.add(new Cell.Missing());
            }
            if (cells.subList(1, cells.size()).stream().anyMatch(Cell.Published.class::isInstance)) {
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
