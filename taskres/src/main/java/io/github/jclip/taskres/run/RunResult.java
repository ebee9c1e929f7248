// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.evaluation.Misclassified;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.method.TestSeal;
import java.util.List;
import java.util.Map;

/**
 * What a run came to: {@code result.json}.
 *
 * @param epochs of the training; 0 where nothing is trained
 * @param steps taken in all
 * @param finalLoss mean loss of the last epoch, or the objective; null where nothing is trained
 * @param usedEpoch the epoch whose model was taken, counted from 1
 * @param trainingSeconds time of the fit, with the search for hyperparameters
 * @param evaluationSeconds time of the evaluation on test
 * @param chosen hyperparameters with the values that were used
 * @param selectionAccuracy accuracy in percent on the set they were chosen on; null where nothing was chosen
 * @param zeroShot scores of the text embeddings alone
 * @param tuned scores of the fitted classifier
 * @param worst the mistakes that the classifier was surest of; indices are rows of the stored test set
 * @param testReadings every time the test set was opened
 * @param checkpointSha256 of {@code checkpoint.safetensors}; null where a result has no folder
 */
public record RunResult(
        int epochs,
        int steps,
        Double finalLoss,
        int usedEpoch,
        double trainingSeconds,
        double evaluationSeconds,
        Map<String, Double> chosen,
        Double selectionAccuracy,
        Scores zeroShot,
        Scores tuned,
        List<Misclassified> worst,
        List<TestSeal.Reading> testReadings,
        String checkpointSha256) {

    /** The same with a checkpoint. */
    public RunResult withCheckpoint(String sha256) {
        return new RunResult(
                epochs,
                steps,
                finalLoss,
                usedEpoch,
                trainingSeconds,
                evaluationSeconds,
                chosen,
                selectionAccuracy,
                zeroShot,
                tuned,
                worst,
                testReadings,
                sha256);
    }
}
