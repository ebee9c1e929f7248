// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.train.ConfusionMatrix;

/**
 * What a run came to: {@code result.json}.
 *
 * @param steps taken in all
 * @param finalLoss mean loss of the last epoch
 * @param trainingSeconds time of the training loop
 * @param checkpointSha256 of {@code checkpoint.safetensors}
 */
public record RunResult(
        int epochs,
        int steps,
        double finalLoss,
        double trainingSeconds,
        Scores zeroShot,
        Scores tuned,
        String checkpointSha256) {

    /** Scores on the test set; rates in percent. */
    public record Scores(int total, int correct, double accuracy, double error, double macroF1) {
        static Scores of(ConfusionMatrix result) {
            return new Scores(
                    result.total(), result.correct(), result.accuracy(), 100 - result.accuracy(), result.macroF1());
        }
    }
}
