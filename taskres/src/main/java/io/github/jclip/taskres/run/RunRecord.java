// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

/** A finished run as sweeps and reports read it: what it was made from and what it came to. */
public record RunRecord(RunDescription description, RunResult result) {}
