// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What to tune, and where the run goes. The precision is the device's: F32 on the CPU, F64 on the reference.
 *
 * @param run the run folder to make
 * @param force whether an earlier run in that folder, or an unfinished training for it, may be replaced
 * @param resumption whether the training can be gone on with
 * @param checkpointInterval least time from one checkpoint to the next
 * @param version of the program, to be recorded
 */
public record TuneOptions(
        Job job, Path run, boolean force, Resumption resumption, Duration checkpointInterval, String version) {

    /** A training that is not resumed, for one that takes a moment. */
    public TuneOptions(Job job, Path run, boolean force, String version) {
        this(job, run, force, Resumption.OFF, Duration.ZERO, version);
    }
}
