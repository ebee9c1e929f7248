// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Where a training by epochs is: all that the rest of it depends on, beside the task and the settings.
 *
 * @param epoch of the next step, counted from 0; the number of epochs where the training is over
 * @param batch of the next step within its epoch
 * @param steps taken so far
 * @param epochLoss sum of the losses of the epoch so far, each over the number of batches; of the last epoch where none
 *     of the next one is done
 * @param mostCorrect images of the selection set that the best epoch so far classifies correctly; −1 without one
 * @param bestEpoch that epoch, counted from 1
 * @param random the stream at the beginning of the epoch
 * @param tensors the parameters, what the optimiser remembers of them, and the best epoch's parameters; of the device
 *     or of the host
 */
public record TrainingState(
        int epoch,
        int batch,
        int steps,
        double epochLoss,
        int mostCorrect,
        int bestEpoch,
        List<Integer> random,
        Map<String, Tensor> tensors) {
    /** Takes the stream over. */
    public TrainingState {
        random = List.copyOf(random);
    }
}
