// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import java.util.List;
import java.util.function.Predicate;

/**
 * What of a tower is trained, and how much memory that may take.
 *
 * @param trained whether a parameter is trained, by its name in OpenAI's state dict; no gradient is computed for others
 * @param recomputes whether a transformer's block keeps only its input and computes its other activations again in the
 *     backward pass: about a third more arithmetic for a small part of the memory
 * @param batchStatistics whether the batch normalisations of a ResNet use the statistics of the batch, as in training from
 *     scratch, or the running ones, as in tuning a finished model
 * @param prompts learned tokens; empty for a plain tower
 */
public record TrainingSettings(
        Predicate<String> trained, boolean recomputes, boolean batchStatistics, List<PromptTokens> prompts) {
    public TrainingSettings {
        prompts = List.copyOf(prompts);
    }

    /** Every parameter is trained. */
    public static TrainingSettings everything() {
        return new TrainingSettings(_ -> true, false, true, List.of());
    }

    /** All weights are frozen: gradients of inputs and prompts only. */
    public static TrainingSettings inputsOnly() {
        return new TrainingSettings(_ -> false, false, false, List.of());
    }

    public TrainingSettings withRecomputation() {
        return new TrainingSettings(trained, true, batchStatistics, prompts);
    }

    public TrainingSettings withRunningStatistics() {
        return new TrainingSettings(trained, recomputes, false, prompts);
    }

    public TrainingSettings withPrompts(List<PromptTokens> newPrompts) {
        return new TrainingSettings(trained, recomputes, batchStatistics, newPrompts);
    }
}
