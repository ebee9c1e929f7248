// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.RunDescription;
import io.github.jclip.taskres.run.RunFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Test accuracy of each method and number of shots over the seeds. */
public record AccuracyTable(List<Row> rows) {

    /**
     * Runs that differ in shots and seed alone.
     *
     * @param changes settings that are not the method's defaults, in words; empty for none
     * @param cells by shots
     */
    public record Row(
            String dataSet,
            String method,
            String changes,
            Subset subset,
            Protocol protocol,
            SortedMap<Integer, Cell> cells) {}

    /**
     * Accuracy in percent over seeds.
     *
     * @param std with the divisor n, as the original's log parser has it
     */
    public record Cell(double mean, double std, int seeds) {
        static Cell of(List<Double> accuracies) {
            double mean = AccuracyTable.mean(accuracies);
            return new Cell(mean, populationStd(accuracies, mean), accuracies.size());
        }
    }

    private record Key(
            String dataSet, String features, String method, String changes, Subset subset, Protocol protocol) {}

    /** A table of runs; rows are in the order of the runs. */
    public static AccuracyTable of(Stream<RunFolder> runs) {
        Map<Key, SortedMap<Integer, List<Double>>> groups = new LinkedHashMap<>();
        runs.forEach(run -> groups.computeIfAbsent(key(run.description()), _ -> new TreeMap<>())
                .computeIfAbsent(run.description().shots(), _ -> new ArrayList<>())
                .add(run.result().tuned().accuracy()));
        List<Row> rows = new ArrayList<>();
        groups.forEach((key, byShots) -> {
            SortedMap<Integer, Cell> cells = new TreeMap<>();
            byShots.forEach((shots, accuracies) -> cells.put(shots, Cell.of(accuracies)));
            rows.add(new Row(key.dataSet(), key.method(), key.changes(), key.subset(), key.protocol(), cells));
        });
        return new AccuracyTable(List.copyOf(rows));
    }

    private static Key key(RunDescription run) {
        Map<String, Object> defaults = Methods.settings(Methods.named(run.method(), run.shots()));
        String changes = run.settings().entrySet().stream()
                .filter(setting ->
                        !String.valueOf(setting.getValue()).equals(String.valueOf(defaults.get(setting.getKey()))))
                .map(setting -> setting.getKey() + " " + setting.getValue())
                .collect(Collectors.joining(", "));
        return new Key(
                run.features().dataSet(), run.features().sha256(), run.method(), changes, run.subset(), run.protocol());
    }

    /** Every number of shots that occurs. */
    public SortedSet<Integer> shots() {
        return rows.stream()
                .flatMap(row -> row.cells().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sum() / values.size();
    }

    static double populationStd(List<Double> values, double mean) {
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / values.size());
    }
}
