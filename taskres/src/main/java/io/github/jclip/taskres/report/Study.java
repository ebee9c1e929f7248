// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.TaskFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The runs of one {@link Frame}, by data set, method, shots and seed. */
final class Study {
    static final String ZERO_SHOT = "zero-shot";

    private final Frame frame;
    private final Map<String, List<CollectedRun>> byDataSet = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private Study(Frame frame, List<CollectedRun> runs) {
        this.frame = frame;
        Map<String, Set<String>> files = new LinkedHashMap<>();
        runs.forEach(run ->
                files.computeIfAbsent(run.dataSet(), _ -> new TreeSet<>()).add(sha256(run)));
        for (CollectedRun run : runs) {
            // Two features files of one name are two data sets until somebody says otherwise.
            String name = files.get(run.dataSet()).size() == 1
                    ? run.dataSet()
                    : "%s (features %.8s)".formatted(run.dataSet(), sha256(run));
            byDataSet.computeIfAbsent(name, _ -> new ArrayList<>()).add(run);
        }
    }

    private static String sha256(CollectedRun run) {
        return run.description().features().sha256();
    }

    /** One study for each frame, sealed ones first. */
    static List<Study> of(List<CollectedRun> runs) {
        Comparator<Frame> order = Comparator.comparing(Frame::protocol)
                .thenComparing(Frame::subset)
                .thenComparing(Frame::backbone);
        Map<Frame, List<CollectedRun>> frames = runs.stream()
                .collect(Collectors.groupingBy(
                        run -> run.identity().frame(), () -> new TreeMap<>(order), Collectors.toList()));
        return frames.entrySet().stream()
                .map(entry -> new Study(entry.getKey(), entry.getValue()))
                .toList();
    }

    Frame frame() {
        return frame;
    }

    List<String> dataSets() {
        return List.copyOf(byDataSet.keySet());
    }

    List<CollectedRun> runs(String dataSet) {
        return byDataSet.get(dataSet);
    }

    /** Zero-shot, which every run records, and the methods that were run, in the order of the papers' tables. */
    List<String> methods(Collection<String> dataSets) {
        Set<String> methods =
                new TreeSet<>(Comparator.comparingInt(Study::place).thenComparing(it -> it));
        methods.add(ZERO_SHOT);
        dataSets.forEach(dataSet -> runs(dataSet).forEach(run -> methods.add(run.method())));
        return List.copyOf(methods);
    }

    private static int place(String method) {
        return Methods.NAMES.indexOf(method.split(",", 2)[0]);
    }

    /** Numbers of shots, ascending, all images last; those of zero-shot only where nothing else was run. */
    List<Integer> shots(Collection<String> dataSets) {
        List<Integer> tuned = shots(dataSets, run -> !run.method().equals(ZERO_SHOT));
        return tuned.isEmpty() ? shots(dataSets, _ -> true) : tuned;
    }

    private List<Integer> shots(Collection<String> dataSets, Predicate<CollectedRun> which) {
        return dataSets.stream()
                .flatMap(dataSet -> runs(dataSet).stream())
                .filter(which)
                .map(CollectedRun::shots)
                .distinct()
                .sorted(Comparator.comparingInt(Study::images))
                .toList();
    }

    private static int images(int shots) {
        return shots == TaskFactory.ALL_SHOTS ? Integer.MAX_VALUE : shots;
    }

    /** The runs of one cell, by seed. */
    List<CollectedRun> runs(String dataSet, String method, int shots) {
        return runs(dataSet).stream()
                .filter(run -> run.method().equals(method) && run.shots() == shots)
                .sorted(Comparator.comparingLong(CollectedRun::seed))
                .toList();
    }

    /**
     * The scores of one cell, by seed. Where zero-shot was not run itself, they are those that the other runs of the
     * cell recorded.
     */
    SortedMap<Long, Scores> scores(String dataSet, String method, int shots) {
        SortedMap<Long, Scores> scores = new TreeMap<>();
        if (method.equals(ZERO_SHOT)) {
            runs(dataSet).stream()
                    .filter(run -> run.shots() == shots)
                    .forEach(run -> scores.put(run.seed(), run.result().zeroShot()));
        }
        runs(dataSet, method, shots)
                .forEach(run -> scores.put(run.seed(), run.result().tuned()));
        return scores;
    }

    SortedMap<Long, Double> values(String dataSet, String method, int shots, Metric metric) {
        SortedMap<Long, Double> values = new TreeMap<>();
        scores(dataSet, method, shots).forEach((seed, scores) -> values.put(seed, metric.of(scores)));
        return values;
    }

    /** The method with the highest mean accuracy at so many shots, zero-shot only where there is no other. */
    String best(String dataSet, int shots) {
        Comparator<String> byAccuracy = Comparator.comparingDouble(method -> Estimate.of(
                        values(dataSet, method, shots, Metric.ACCURACY).values())
                .mean());
        return methods(List.of(dataSet)).stream()
                .filter(method -> !method.equals(ZERO_SHOT)
                        && !runs(dataSet, method, shots).isEmpty())
                .max(byAccuracy)
                .orElse(ZERO_SHOT);
    }

    static String words(int shots) {
        return switch (shots) {
            case TaskFactory.ALL_SHOTS -> "all images";
            case 1 -> "1 shot";
            default -> shots + " shots";
        };
    }
}
