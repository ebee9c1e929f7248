// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.evaluation.DomainMap;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.Evaluator;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tests finished runs on shifted domains and keeps the results with the runs. What is there is not done again. A run is
 * tested on a domain if its classes include the domain's, so that one call may be about several sources.
 */
public final class DomainSweep {
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger earlier = new AtomicInteger();
    private final List<JobFailure> failures = Collections.synchronizedList(new ArrayList<>());

    /**
     * What it came to.
     *
     * @param done evaluations
     * @param earlier evaluations that were there already
     * @param failures evaluations that left no result
     */
    public record Outcome(int done, int earlier, List<JobFailure> failures) {}

    private DomainSweep() {}

    /**
     * Tests runs.
     *
     * @param domains features files
     * @param devices one for each run that is tested at a time
     * @throws BadInputException if a features file cannot be used, or has classes that no run has
     */
    public static Outcome run(List<RunFolder> runs, List<Path> domains, List<Device> devices) {
        DomainSweep sweep = new DomainSweep();
        for (Path domain : domains) {
            try (FeaturesFile features = FeaturesFile.open(domain)) {
                features.checkTest();
                List<RunFolder> sources =
                        runs.stream().filter(run -> isSource(run, features)).toList();
                if (sources.isEmpty() && !runs.isEmpty()) {
                    throw new BadInputException(Excerpt.line(
                            domain + ": no run of this sweep has all its classes; both need the same names"));
                }
                Workers.forEach(sources, devices, (run, device) -> sweep.attempt(run, features, device));
            }
        }
        return new Outcome(sweep.done.get(), sweep.earlier.get(), List.copyOf(sweep.failures));
    }

    private static boolean isSource(RunFolder run, FeaturesFile domain) {
        return DomainMap.covers(run.description().features().classNames(), domain.classes());
    }

    private void attempt(RunFolder run, FeaturesFile domain, Device device) {
        DomainResults results = new DomainResults(run);
        if (results.find(domain.dataSet(), domain.sha256()).isPresent()) {
            earlier.incrementAndGet();
            return;
        }
        try {
            results.keep(Evaluator.transfer(run, domain, device));
            done.incrementAndGet();
        } catch (RuntimeException e) {
            String job = run.path().getFileName().toString();
            failures.add(JobFailure.of(job, "%s on %s".formatted(job, domain.dataSet()), e));
        }
    }
}
