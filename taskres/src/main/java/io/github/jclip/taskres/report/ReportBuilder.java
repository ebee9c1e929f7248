// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Arranges a collection: a section for each frame, in it the average, then each data set. */
final class ReportBuilder {
    private final RunCollection runs;
    private final String baseline;
    private final List<Study> studies;

    ReportBuilder(RunCollection runs, String baseline) {
        this.runs = runs;
        this.baseline = baseline;
        studies = Study.of(runs.runs());
        TreeSet<String> methods = new TreeSet<>();
        studies.forEach(study -> methods.addAll(study.methods(study.dataSets())));
        if (!methods.contains(baseline)) {
            throw new BadInputException(Excerpt.line("baseline %s: no run is of that method; choose one of %s"
                    .formatted(
                            Excerpt.quote(baseline),
                            methods.stream().map("'%s'"::formatted).collect(Collectors.joining(", ")))));
        }
    }

    Report report() {
        List<Report.Section> sections = new ArrayList<>();
        studies.forEach(study -> sections.add(section(study)));
        sections.addAll(BaseToNewTables.of(studies));
        return new Report("jclip report", facts(), List.of(), sections, Optional.empty(), runs.skipped());
    }

    private Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "runs",
                runs.skipped().isEmpty()
                        ? runs.size() + " used"
                        : "%d used, %d not used (listed at the end)"
                                .formatted(runs.size(), runs.skipped().size()));
        facts.put("data sets", distinct(CollectedRun::dataSet));
        facts.put("backbones", distinct(CollectedRun::backbone));
        facts.put(
                "protocols",
                runs.runs().stream()
                        .map(run -> run.description().protocol())
                        .distinct()
                        .sorted()
                        .map(protocol -> protocol.words())
                        .collect(Collectors.joining("; ")));
        facts.put("baseline", baseline);
        facts.put("devices", distinct(run -> run.description().device().description()));
        facts.put("versions", distinct(run -> {
            var versions = run.description().versions();
            return versions == null ? null : "jclip %s, Java %s".formatted(versions.jclip(), versions.java());
        }));
        return facts;
    }

    private String distinct(Function<CollectedRun, String> of) {
        return runs.runs().stream()
                .map(of)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private Report.Section section(Study study) {
        List<Report.Group> groups = new ArrayList<>();
        if (study.dataSets().size() > 1) {
            groups.add(average(study));
        }
        study.dataSets().forEach(dataSet -> groups.add(dataSet(study, dataSet)));
        return new Report.Section(
                study.frame().setting().heading(), study.frame().protocol().words(), groups);
    }

    private Report.Group average(Study study) {
        Scope scope = Scope.average(study);
        List<Block> blocks = new ArrayList<>();
        if (scope.dataSets().size() > 1) {
            blocks.addAll(new ScoreTables(scope, baseline).all());
            ShotsPlot.of(scope).ifPresent(blocks::add);
        }
        blocks.addAll(DataSetTables.of(study, baseline));
        return new Report.Group("All data sets", averaged(study, scope), blocks);
    }

    private static String averaged(Study study, Scope scope) {
        List<String> others = study.dataSets().stream()
                .filter(dataSet -> !scope.dataSets().contains(dataSet))
                .toList();
        String left = others.isEmpty()
                ? ""
                : " Left out, since a method or a number of shots is missing there: %s."
                        .formatted(String.join(", ", others));
        return scope.dataSets().size() > 1
                ? "Over the data sets that every method has at every number of shots: %s.%s"
                        .formatted(String.join(", ", scope.dataSets()), left)
                : "No average: fewer than two data sets have every method at every number of shots." + left;
    }

    private Report.Group dataSet(Study study, String dataSet) {
        Scope scope = Scope.of(study, dataSet);
        List<Block> blocks = new ArrayList<>(new ScoreTables(scope, baseline).all());
        blocks.addAll(DomainTables.of(study, dataSet, baseline));
        ShotsPlot.of(scope).ifPresent(blocks::add);
        int shots = scope.shots().getLast();
        String best = study.best(dataSet, shots);
        List<CollectedRun> cell = study.runs(dataSet, best, shots);
        if (!cell.isEmpty()) {
            details(study, dataSet, best, shots, blocks);
            blocks.add(WorstSamples.of(
                    "Surest mistakes of %s, %s, %s".formatted(best, Study.words(shots), dataSet), cell));
        }
        int images =
                cell.isEmpty() ? 0 : cell.getFirst().description().features().testImages();
        int classes = study.runs(dataSet).getFirst().classNames().size();
        String words = "%d classes%s."
                .formatted(classes, images == 0 ? "" : ", %d test images in the features file".formatted(images));
        return new Report.Group(dataSet, words, blocks);
    }

    private void details(Study study, String dataSet, String method, int shots, List<Block> blocks) {
        SortedMap<Long, Scores> scores = study.scores(dataSet, method, shots);
        SortedMap<Long, Scores> before = study.scores(dataSet, baseline, shots);
        List<String> names = study.runs(dataSet).getFirst().classNames();
        String of = "%s, %s, %s".formatted(method, Study.words(shots), dataSet);
        String protocol = study.frame().protocol().words();
        blocks.add(ConfusionPlot.of("Confusions of " + of, names, scores.values(), protocol));
        before.keySet().retainAll(scores.keySet());
        if (!method.equals(baseline) && !before.isEmpty()) {
            scores.keySet().retainAll(before.keySet());
            blocks.add(ClassChangePlot.of(
                    "Accuracy by class against %s: %s".formatted(baseline, of),
                    names,
                    scores.values(),
                    before.values(),
                    protocol));
        }
    }
}
