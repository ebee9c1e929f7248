// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import java.util.Map;
import java.util.Optional;

/**
 * What a fit came to.
 *
 * @param chosen hyperparameters with the values in use, chosen or by default, by the names of the settings; what
 *     {@link Method#restore} needs beside the tensors
 * @param selectionAccuracy accuracy in percent on the set they were chosen on; empty where nothing was chosen
 * @param training how a trained method got there; empty where nothing is trained
 */
public record Fitted(
        Classifier classifier,
        Map<String, Double> chosen,
        Optional<Double> selectionAccuracy,
        Optional<Training> training) {

    /**
     * A training.
     *
     * @param epochs passes over the training images; iterations, where a method has no epochs
     * @param steps taken in all
     * @param finalLoss mean loss of the last epoch, or the objective
     * @param usedEpoch the epoch whose model was taken, counted from 1
     */
    public record Training(int epochs, int steps, double finalLoss, int usedEpoch) {}
}
