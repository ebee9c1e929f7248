// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.RunResult;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFolder;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings the shards of a sweep together. Jobs that are in several must have come to the same: the same predictions by
 * class, the same epochs, and choices of the same hyperparameters. Chosen values, losses and calibration may differ in
 * their last digits, as machines with other vectors round differently; they and times are not compared.
 */
public final class SweepMerge {
    private final SweepFolder out;
    private final Map<String, RunFolder> runs = new TreeMap<>();
    private final Map<String, List<RunFolder>> equalRuns = new TreeMap<>();
    private final Map<String, JobFailure> failures = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> there = new HashSet<>();
    private final Set<String> conflicts = new HashSet<>();

    private SweepMerge(SweepFolder out) {
        this.out = out;
    }

    /**
     * What a merge came to.
     *
     * @param copied jobs that are new in the result
     * @param equal jobs that were there already or in another shard
     * @param problems a line for each job that could not be merged; the others are
     * @param failures jobs that failed and succeeded in no shard
     */
    public record Outcome(int copied, int equal, List<String> problems, List<JobFailure> failures) {}

    /**
     * Merges.
     *
     * @throws BadInputException if a folder is not one of a sweep
     */
    public static Outcome run(List<Path> shards, Path target) {
        List<SweepFolder> sources = shards.stream().map(SweepFolder::open).toList();
        SweepMerge merge = new SweepMerge(SweepFolder.create(target));
        merge.out.jobs().forEach(job -> merge.out.finished(job).ifPresent(run -> merge.runs.put(job, run)));
        merge.there.addAll(merge.runs.keySet());
        merge.out.failures().forEach(failure -> merge.failures.put(failure.job(), failure));
        int equal = 0;
        for (SweepFolder source : sources) {
            equal += merge.collect(source);
        }
        return merge.write(equal);
    }

    private int collect(SweepFolder source) {
        source.failures().forEach(failure -> failures.putIfAbsent(failure.job(), failure));
        int equal = 0;
        for (String job : source.jobs()) {
            Optional<RunFolder> run = source.finished(job);
            RunFolder first = runs.get(job);
            if (run.isEmpty()) {
                problems.add(Excerpt.line(
                        source.runOf(job) + ": is not a whole run of this sweep; run that shard of the sweep again"));
            } else if (first == null) {
                runs.put(job, run.get());
            } else {
                Optional<String> difference =
                        difference(first.result(), run.get().result());
                difference.ifPresent(what -> noteConflict(job, first, run.get(), what));
                if (difference.isEmpty()) {
                    equalRuns.computeIfAbsent(job, _ -> new ArrayList<>()).add(run.get());
                    equal++;
                }
            }
        }
        return equal;
    }

    private void noteConflict(String job, RunFolder first, RunFolder other, String what) {
        conflicts.add(job);
        problems.add(Excerpt.line(
                "%s and %s: are the same job with different %s; find out which is right, remove the other, merge again"
                        .formatted(first.path(), other.path(), what)));
    }

    private static Optional<String> difference(RunResult a, RunResult b) {
        if (!sameCounts(a.zeroShot(), b.zeroShot())) {
            return Optional.of("zero-shot predictions (%s %% and %s %%)"
                    .formatted(a.zeroShot().accuracy(), b.zeroShot().accuracy()));
        }
        if (!sameCounts(a.tuned(), b.tuned())) {
            return Optional.of("predictions (%s %% and %s %%)"
                    .formatted(a.tuned().accuracy(), b.tuned().accuracy()));
        }
        boolean sameChoice = a.epochs() == b.epochs()
                && a.usedEpoch() == b.usedEpoch()
                && a.chosen().keySet().equals(b.chosen().keySet());
        return sameChoice ? Optional.empty() : Optional.of("epochs or choices");
    }

    private static boolean sameCounts(Scores a, Scores b) {
        return a.total() == b.total()
                && a.correct() == b.correct()
                && a.classCorrect().equals(b.classCorrect())
                && a.classTotals().equals(b.classTotals())
                && a.confusions().equals(b.confusions());
    }

    private Outcome write(int equal) {
        int copied = 0;
        for (Map.Entry<String, RunFolder> run : runs.entrySet()) {
            failures.remove(run.getKey());
            out.forgetFailure(run.getKey());
            if (!there.contains(run.getKey()) && !conflicts.contains(run.getKey())) {
                copy(run.getValue().path(), out.runOf(run.getKey()));
                copied++;
            }
            if (!conflicts.contains(run.getKey())) {
                addDomains(run.getKey());
            }
        }
        failures.values().forEach(out::record);
        return new Outcome(copied, equal, List.copyOf(problems), List.copyOf(failures.values()));
    }

    /** Adds what equal jobs of other shards have been tested on. */
    private void addDomains(String job) {
        for (RunFolder equal : equalRuns.getOrDefault(job, List.of())) {
            RunFolder merged = RunFolder.open(out.runOf(job));
            DomainResults from = new DomainResults(equal);
            for (Path file : from.files()) {
                try {
                    DomainResults to = new DomainResults(merged);
                    DomainResult result = from.read(file);
                    Optional<DomainResult> first = to.find(result.dataSet(), result.featuresSha256());
                    if (first.isEmpty()) {
                        to.keep(result.of(merged));
                    } else if (!sameCounts(first.get().tuned(), result.tuned())) {
                        problems.add(Excerpt.line(file + ": differs from what another shard came to on that domain"));
                    }
                } catch (BadInputException e) {
                    problems.add(e.getMessage());
                }
            }
        }
    }

    private static void copy(Path from, Path to) {
        AtomicFolder.write(to, folder -> {
            try (Stream<Path> tree = Files.walk(from)) {
                for (Path path : tree.filter(path -> !path.equals(from)).toList()) {
                    Files.copy(path, folder.resolve(from.relativize(path)));
                }
            }
        });
    }
}
