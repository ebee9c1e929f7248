// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.clip.world.World;
import java.util.Optional;
import java.util.OptionalDouble;

/** Pairs that a training does not see, to measure the model on. */
@FunctionalInterface
interface HeldOut {

    /** Measures a model after so many steps; empty where there is nothing to measure it on. */
    Optional<Evaluation> evaluate(Clip clip, int step);

    /**
     * Those of a recipe: drawn by another seed, or listed by the user.
     *
     * @throws io.github.jclip.tensor.BadInputException if the list is not one
     */
    static HeldOut of(Recipe.PairData data, PretrainingOptions options) {
        return switch (data) {
            case DrawnWorld world ->
                drawn(new WorldEvaluation(world.seed() + 1, world.side()), options.picturesPerClass());
            case ImageFilePairs files ->
                files.validation()
                        .map(list -> listed(new FileEvaluation(PairList.read(list), options.threads())))
                        .orElse((_, _) -> Optional.empty());
        };
    }

    private static HeldOut drawn(WorldEvaluation world, int perClass) {
        int sets = Math.ceilDiv(World.classes(Domain.PICTURES).size() * perClass, WorldEvaluation.SET);
        return (clip, step) -> Optional.of(new Evaluation(
                step, OptionalDouble.of(world.zeroShot(clip, Domain.PICTURES, perClass)), world.retrieval(clip, sets)));
    }

    private static HeldOut listed(FileEvaluation pairs) {
        return (clip, step) -> Optional.of(new Evaluation(step, OptionalDouble.empty(), pairs.retrieval(clip)));
    }
}
