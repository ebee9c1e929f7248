// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.run.TuneOptions;
import io.github.jclip.taskres.run.Tuner;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Does the jobs of a plan that are not done. A job appears in the folder when it is finished, so that a sweep that is
 * killed loses the jobs that were running and no other. A job that fails is put on record, and the others go on.
 */
public final class Sweep {

    /** Hears what becomes of each job; called from several threads. */
    public interface Listener {
        /** A job was done. */
        void finished(PlannedJob job, RunFolder run);

        /** A job left no run. */
        void failed(PlannedJob job, JobFailure failure);
    }

    /**
     * The jobs that have to be done.
     *
     * @param finished how many of the plan are there already
     */
    public record Remaining(List<PlannedJob> jobs, int finished) {}

    private final SweepFolder out;
    private final String version;
    private final Listener listener;
    private final Map<Path, FeaturesFile> features = new ConcurrentHashMap<>();
    private final List<JobFailure> failures = Collections.synchronizedList(new ArrayList<>());

    private Sweep(SweepFolder out, String version, Listener listener) {
        this.out = out;
        this.version = version;
        this.listener = listener;
    }

    /** Looks which jobs of a plan are not done, or damaged. */
    public static Remaining remaining(SweepPlan plan, SweepFolder out) {
        List<PlannedJob> left = plan.jobs().stream()
                .filter(job -> out.finished(job.name()).isEmpty())
                .toList();
        return new Remaining(left, plan.jobs().size() - left.size());
    }

    /**
     * Does jobs.
     *
     * @param devices one for each job that may run at a time; results do not depend on how many there are
     * @param version of the program, to be recorded
     * @return those that failed
     * @throws BadInputException if the folder cannot be written
     */
    public static List<JobFailure> run(
            List<PlannedJob> jobs, SweepFolder out, List<Device> devices, String version, Listener listener) {
        Sweep sweep = new Sweep(out, version, listener);
        try {
            Workers.forEach(jobs, devices, sweep::attempt);
        } finally {
            sweep.features.values().forEach(FeaturesFile::close);
        }
        return List.copyOf(sweep.failures);
    }

    private void attempt(PlannedJob job, Device device) {
        RunFolder run;
        try {
            TuneOptions options = new TuneOptions(job.job(), out.runOf(job.name()), true, version);
            run = Tuner.run(options, featuresOf(job), device, FitListener.SILENT);
        } catch (RuntimeException e) {
            JobFailure failure = JobFailure.of(job.name(), job.title(), e);
            out.record(failure);
            failures.add(failure);
            listener.failed(job, failure);
            return;
        }
        out.forgetFailure(job.name());
        listener.finished(job, run);
    }

    private FeaturesFile featuresOf(PlannedJob job) {
        FeaturesFile file = features.computeIfAbsent(job.job().features(), FeaturesFile::open);
        if (!file.sha256().equals(job.featuresSha256())) {
            throw new BadInputException(
                    Excerpt.line(file.path() + ": has changed since the sweep was planned; start it again"));
        }
        return file;
    }

    /** The finished runs of a plan, in its order. */
    public static Stream<RunFolder> finished(SweepPlan plan, SweepFolder out) {
        return plan.jobs().stream().flatMap(job -> out.finished(job.name()).stream());
    }
}
