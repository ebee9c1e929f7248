// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import java.nio.file.Path;

/**
 * What to tune, and where the run goes. The precision is the device's: F32 on the CPU, F64 on the reference.
 *
 * @param run the run folder to make
 * @param force whether an earlier run in that folder may be replaced
 * @param version of the program, to be recorded
 */
public record TuneOptions(Job job, Path run, boolean force, String version) {}
