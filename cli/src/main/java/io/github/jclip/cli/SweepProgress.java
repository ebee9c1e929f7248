// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.taskres.sweep.JobFailure;
import io.github.jclip.taskres.sweep.PlannedJob;
import io.github.jclip.taskres.sweep.Sweep;
import java.util.List;

/** Shows how far a sweep is, by the work of its jobs, and each failure when it happens. */
final class SweepProgress implements Sweep.Listener, AutoCloseable {
    private final OutputOptions output;
    private final Progress progress;

    SweepProgress(List<PlannedJob> jobs, OutputOptions output) {
        this.output = output;
        progress = output.progress("sweep", jobs.size())
                .weighed(jobs.stream().mapToDouble(PlannedJob::work).sum());
    }

    @Override
    public void finished(PlannedJob job, RunFolder run) {
        progress.advance(1, job.work());
    }

    @Override
    public void failed(PlannedJob job, JobFailure failure) {
        output.error(failure.title() + ": " + failure.reason());
        progress.advance(1, job.work());
    }

    @Override
    public void close() {
        progress.close();
    }
}
