// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.tensor.DType;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything that determines which model a training makes, but for the device: on a CPU the same recipe gives the same
 * bits.
 *
 * @param model its sizes; the vocabulary size is the most tokens that are learnt, or that of the given vocabulary
 * @param vocabulary a file to take instead of learning one from the captions
 * @param training how it is trained
 * @param data what it is trained on
 * @param weights the type that matrices and convolutions are stored in: F32 or F16
 */
public record Recipe(ClipConfig model, Optional<Path> vocabulary, Training training, PairData data, DType weights) {

    /**
     * How a model is trained: AdamW with the rate of {@link LearningRate}; vectors do not decay (Radford et al. 2021).
     *
     * @param seed of the first weights, and of the order and the crops of image files
     * @param steps batches in all
     * @param batchSize N, pairs of a batch, each of which is told from all others
     * @param microBatch pairs that go through the towers at once, a divisor of the batch size
     * @param learningRate after the warm-up
     * @param textRate what the text tower's learning rate is as a share of it
     * @param warmUpSteps over which the rate grows
     * @param maxGradientNorm what the norm of all gradients together is bounded to, if at all
     * @param recompute whether transformers compute activations twice to save memory; a ResNet keeps its own
     */
    public record Training(
            long seed,
            int steps,
            int batchSize,
            int microBatch,
            double learningRate,
            double textRate,
            int warmUpSteps,
            double weightDecay,
            double beta1,
            double beta2,
            double epsilon,
            OptionalDouble maxGradientNorm,
            boolean recompute) {}

    /** What a model is trained on. */
    public sealed interface PairData {}

    /**
     * Pictures of the drawn world, each shown once.
     *
     * @param seed of the world
     * @param side of its pictures in pixels
     */
    public record DrawnWorld(long seed, int side) implements PairData {}

    /**
     * Image files with captions.
     *
     * @param list a {@link PairList}
     * @param validation another whose pairs are evaluated on, if any
     * @param smallestCrop the least part of an image's area that a random crop shows
     * @param truncate whether captions longer than the context are cut instead of refused
     */
    public record ImageFilePairs(Path list, Optional<Path> validation, double smallestCrop, boolean truncate)
            implements PairData {}

    /** The same recipe with other data. */
    public Recipe withData(PairData other) {
        return new Recipe(model, vocabulary, training, other, weights);
    }

    /** The same recipe with another training. */
    public Recipe withTraining(Training other) {
        return new Recipe(model, vocabulary, other, data, weights);
    }
}
