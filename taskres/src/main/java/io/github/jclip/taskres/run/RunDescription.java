// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

/**
 * What a run was made from: {@code run.json}.
 *
 * @param format version of the run folder's layout
 * @param method name of the tuning method
 * @param started date and time, ISO 8601
 */
public record RunDescription(
        int format,
        String method,
        Settings settings,
        Features features,
        Device device,
        Versions versions,
        String started) {

    /** The layout that this program writes and reads. */
    public static final int FORMAT = 1;

    /** The one method there is. */
    public static final String TASK_RESIDUAL = "taskres";

    /** The options of the training. */
    public record Settings(
            int shots,
            double alpha,
            double learningRate,
            double weightDecay,
            int epochs,
            int batchSize,
            long seed,
            String optimizer,
            String schedule) {}

    /**
     * The features file and what was taken from it.
     *
     * @param path as it was given, made absolute
     * @param trainingSet the images that were trained on, in words
     */
    public record Features(
            String path,
            String sha256,
            String trainingSet,
            int trainingImages,
            int testImages,
            int classes,
            int embeddingDim,
            double logitScale) {}

    /** What computed, and in which type. */
    public record Device(String name, String description, String precision) {}

    /** What ran. */
    public record Versions(String jclip, String java, String system) {}
}
