// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.run.Job;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs of a sweep in the order in which they are done: file by file, and of each file seed by seed, so that a sweep
 * that is stopped has something of everything.
 *
 * @param jobs with names that are all different
 */
public record SweepPlan(List<PlannedJob> jobs) {
    /** Takes the jobs over. */
    public SweepPlan {
        jobs = List.copyOf(jobs);
    }

    /**
     * Makes a plan for F32; it depends on the grid and the files' content alone.
     *
     * @throws BadInputException if a features file cannot be used
     */
    public static SweepPlan of(SweepGrid grid) {
        return of(grid, Precision.F32);
    }

    /**
     * Makes a plan, of which no job is done by one in another precision.
     *
     * @param precision in which its jobs will compute
     * @throws BadInputException if a features file cannot be used
     */
    public static SweepPlan of(SweepGrid grid, Precision precision) {
        Map<String, PlannedJob> jobs = new LinkedHashMap<>();
        for (Path path : grid.features()) {
            try (FeaturesFile features = FeaturesFile.open(path)) {
                addJobs(grid, features, precision, jobs);
            }
        }
        return new SweepPlan(List.copyOf(jobs.values()));
    }

    private static void addJobs(
            SweepGrid grid, FeaturesFile features, Precision precision, Map<String, PlannedJob> jobs) {
        for (long seed : grid.seeds()) {
            for (Subset subset : grid.subsets()) {
                for (int shots : grid.shots()) {
                    for (String method : grid.methods()) {
                        addJob(
                                new Job(
                                        features.path(),
                                        grid.method(features.dataSet(), method, shots),
                                        shots,
                                        seed,
                                        subset,
                                        grid.protocol()),
                                features,
                                precision,
                                jobs);
                    }
                }
            }
        }
    }

    private static void addJob(Job job, FeaturesFile features, Precision precision, Map<String, PlannedJob> jobs) {
        String name = JobIdentity.of(job, features.dataSet(), features.sha256(), precision)
                .folderName();
        double work = WorkEstimate.of(job.method(), features, job.shots());
        jobs.putIfAbsent(name, new PlannedJob(job, name, features.dataSet(), features.sha256(), work));
    }

    /** Estimated multiply-adds of all jobs. */
    public double work() {
        return jobs.stream().mapToDouble(PlannedJob::work).sum();
    }

    /**
     * The part of the plan that is one shard's. Shards are disjoint, together they are the plan, and their work is about
     * equal: the largest job goes to the shard that has least so far, then the next.
     */
    public SweepPlan shard(Shard shard) {
        record Load(int number, double work) {}
        PriorityQueue<Load> loads =
                new PriorityQueue<>(Comparator.comparingDouble(Load::work).thenComparingInt(Load::number));
        for (int number = 1; number <= shard.count(); number++) {
            loads.add(new Load(number, 0));
        }
        List<PlannedJob> largestFirst = new ArrayList<>(jobs);
        largestFirst.sort(Comparator.comparingDouble(PlannedJob::work).reversed());
        List<PlannedJob> own = new ArrayList<>();
        for (PlannedJob job : largestFirst) {
            Load least = loads.remove();
            loads.add(new Load(least.number(), least.work() + job.work()));
            if (least.number() == shard.number()) {
                own.add(job);
            }
        }
        Set<String> names = own.stream().map(PlannedJob::name).collect(Collectors.toSet());
        return new SweepPlan(
                jobs.stream().filter(job -> names.contains(job.name())).toList());
    }
}
