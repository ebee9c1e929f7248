// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;

/**
 * Why a job left no run, as it is kept beside the runs.
 *
 * @param job name of the job
 * @param title method, shots and seed in words
 * @param reason one line
 * @param badInput whether the user can mend it; else it is a fault of the program or the machine
 */
public record JobFailure(String job, String title, String reason, boolean badInput) {
    static JobFailure of(String job, String title, RuntimeException cause) {
        boolean badInput = cause instanceof BadInputException;
        return new JobFailure(job, title, Excerpt.line(badInput ? cause.getMessage() : cause.toString()), badInput);
    }
}
