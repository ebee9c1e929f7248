// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.BatchSource;
import io.github.jclip.taskres.train.Trainable;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * How a method with gradients is trained: on the images of a task, epoch by epoch, one epoch's model kept.
 *
 * @param rates the learning rates, from the number of batches in an epoch
 */
record EpochTraining(
        UpdateRule rule,
        IntFunction<Rates> rates,
        int batchSize,
        Trainer.Remainder remainder,
        int epochs,
        FinalModel finalModel) {
    private static final String OPTIMIZER = "optimizer.";

    /**
     * What a training leaves.
     *
     * @param training its figures
     * @param optimizer the optimiser's memory, as a checkpoint names it
     * @param accuracy of the chosen epoch on the set it was chosen on, or empty where there was no choice
     */
    record Result(Fitted.Training training, Map<String, Tensor> optimizer, Optional<Double> accuracy) {}

    /** As the published task residuals are trained: Adam, one epoch of warm-up, cosine decay. */
    static EpochTraining ofResiduals(double lr, double weightDecay, int batchSize, int epochs, FinalModel finalModel) {
        return new EpochTraining(
                UpdateRule.Adam.withWeightDecay(weightDecay),
                _ -> Rates.warmUpAndCosine(lr, epochs),
                batchSize,
                Trainer.Remainder.DROPPED,
                epochs,
                finalModel);
    }

    /**
     * Trains a model, which the classifier uses.
     *
     * @param random the stream of the task's seed, from which initial values may have been drawn
     */
    Result run(
            FewShotTask task,
            Device device,
            Scope scope,
            FitListener listener,
            Trainable model,
            BatchSource images,
            Classifier classifier,
            TorchRandom random) {
        try (Trainer trainer =
                new Trainer(device, scope, model, images, task.train().labels(), batchSize, remainder, rule)) {
            Optional<EmbeddingSet> chosenOn =
                    finalModel == FinalModel.BEST_VAL ? task.selection() : Optional.<EmbeddingSet>empty();
            Fitted.Training training = new EpochLoop(
                            device, trainer, rates.apply(trainer.batchCount()), epochs, listener)
                    .run(random, task.train().count(), chosenOn.map(set -> new EpochLoop.Best(scope, classifier, set)));
            Map<String, Tensor> optimizer = new LinkedHashMap<>();
            trainer.optimizer().state().forEach((name, state) -> optimizer.put(OPTIMIZER + name, state));
            return new Result(
                    training,
                    optimizer,
                    chosenOn.map(set -> Accuracy.percent(Accuracy.correct(device, classifier, set), set)));
        }
    }
}
