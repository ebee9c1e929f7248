// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;

/**
 * What to tune, with what, and where the run goes. The precision is the device's: F32 on the CPU, F64 on the reference.
 *
 * @param features the features file
 * @param run the run folder to make
 * @param overwrite whether an earlier run in that folder may be replaced
 * @param shots images of each class to train on, or {@link #ALL_SHOTS}
 * @param alpha scale of the residual
 * @param learningRate full rate of the schedule
 * @param epochs passes over the training images
 * @param batchSize images of a step
 * @param seed of the order of the images and, where the file has no set of that many shots, of their choice
 * @param version of the program, to be recorded
 */
public record TuneOptions(
        Path features,
        Path run,
        boolean overwrite,
        int shots,
        double alpha,
        double learningRate,
        int epochs,
        int batchSize,
        long seed,
        String version) {
    /** Trains on the full training set. */
    public static final int ALL_SHOTS = 0;

    /** The scale of the published scripts, for all data sets but one. */
    public static final double DEFAULT_ALPHA = 0.5;

    /** The rate of the published configurations, for all data sets but ImageNet, which takes a tenth. */
    public static final double DEFAULT_LEARNING_RATE = 2e-3;

    /** The batch size of the published configurations. */
    public static final int DEFAULT_BATCH_SIZE = 256;

    private static final int FEW_SHOTS = 4;

    /**
     * Checks the options.
     *
     * @throws BadInputException with one line for the first that cannot be used
     */
    public TuneOptions {
        require(shots >= ALL_SHOTS, "shots", shots, "give the number of images per class, or 0 for all");
        require(Double.isFinite(alpha), "alpha", alpha, "give a finite number");
        require(learningRate > 0 && Double.isFinite(learningRate), "learning rate", learningRate, "give one above 0");
        require(epochs >= 1, "epochs", epochs, "train for at least 1");
        require(batchSize >= 1, "batch size", batchSize, "give at least 1");
    }

    private static void require(boolean condition, String option, Number value, String fix) {
        if (!condition) {
            throw new BadInputException("%s %s: %s".formatted(option, value, fix));
        }
    }

    /** The epochs of the published configurations: 100 for up to 4 shots, 200 for more. */
    public static int defaultEpochs(int shots) {
        return shots >= 1 && shots <= FEW_SHOTS ? 100 : 200;
    }
}
