// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

/**
 * One training step.
 *
 * @param epoch counts from 0
 * @param batch counts from 0 within the epoch
 * @param loss mean over the batch, before the update
 * @param images of the batch
 * @param accuracy of the batch in percent, before the update
 * @param learningRate of the update
 * @param nextLearningRate of the step that follows
 * @param dataSeconds time to bring the batch together
 * @param seconds time of the whole step
 */
public record StepReport(
        int epoch,
        int epochs,
        int batch,
        int batches,
        double loss,
        int images,
        double accuracy,
        double learningRate,
        double nextLearningRate,
        double dataSeconds,
        double seconds) {

    /** Whether it is the last step of its epoch. */
    public boolean endsEpoch() {
        return batch == batches - 1;
    }

    /** Steps before it. */
    public int number() {
        return epoch * batches + batch;
    }

    /** Steps after it. */
    public int remaining() {
        return epochs * batches - number() - 1;
    }
}
