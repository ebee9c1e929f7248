// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.TaskFactory;
import io.github.jclip.taskres.run.Job;

/**
 * A job of a plan.
 *
 * @param name of its folder; equal for jobs that must come to the same
 * @param dataSet name of the data set
 * @param featuresSha256 of the features file when the plan was made
 * @param work estimated multiply-adds
 */
public record PlannedJob(Job job, String name, String dataSet, String featuresSha256, double work) {

    /** Which method, shots and seed on which data, for messages. */
    public String title() {
        String shots = job.shots() == TaskFactory.ALL_SHOTS ? "all images" : job.shots() + " shots";
        String classes = job.subset() == Subset.ALL ? "" : ", " + job.subset() + " classes";
        return "%s, %s, %s, seed %d%s".formatted(dataSet, job.method().name(), shots, job.seed(), classes);
    }
}
