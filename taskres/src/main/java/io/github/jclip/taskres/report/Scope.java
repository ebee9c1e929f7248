// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a table goes over: one data set, or several that are averaged. */
record Scope(Study study, String name, List<String> dataSets) {
    static Scope of(Study study, String dataSet) {
        return new Scope(study, dataSet, List.of(dataSet));
    }

    /** The data sets in which every method has every number of shots. */
    static Scope average(Study study) {
        List<String> methods = study.methods(study.dataSets());
        List<Integer> shots = study.shots(study.dataSets());
        List<String> complete = study.dataSets().stream()
                .filter(dataSet -> methods.stream()
                        .allMatch(method -> shots.stream().allMatch(n -> has(study, dataSet, method, n))))
                .toList();
        return new Scope(study, "average", complete);
    }

    private static boolean has(Study study, String dataSet, String method, int shots) {
        return !study.scores(dataSet, method, shots).isEmpty();
    }

    List<String> methods() {
        return study.methods(dataSets);
    }

    List<Integer> shots() {
        return study.shots(dataSets);
    }

    /** For each seed that all data sets have, the mean over the data sets. */
    SortedMap<Long, Double> bySeed(String method, int shots, Metric metric) {
        return meanBySeed(dataSets.stream()
                .map(dataSet -> study.values(dataSet, method, shots, metric))
                .toList());
    }

    static SortedMap<Long, Double> meanBySeed(List<SortedMap<Long, Double>> values) {
        SortedSet<Long> seeds = new TreeSet<>(values.getFirst().keySet());
        values.forEach(map -> seeds.retainAll(map.keySet()));
        SortedMap<Long, Double> means = new TreeMap<>();
        for (long seed : seeds) {
            means.put(
                    seed,
                    values.stream().mapToDouble(map -> map.get(seed)).average().orElseThrow());
        }
        return means;
    }

    /** Every value by data set and seed, to be paired with those of another method. */
    Map<Sample, Double> samples(String method, int shots, Metric metric) {
        Map<Sample, Double> all = new LinkedHashMap<>();
        for (String dataSet : dataSets) {
            study.values(dataSet, method, shots, metric)
                    .forEach((seed, value) -> all.put(new Sample(dataSet, seed), value));
        }
        return all;
    }

    PairedTest test(String method, String baseline, int shots, Metric metric) {
        return PairedTest.of(samples(method, shots, metric), samples(baseline, shots, metric));
    }

    /** Where a value comes from. */
    record Sample(String dataSet, long seed) {}
}
