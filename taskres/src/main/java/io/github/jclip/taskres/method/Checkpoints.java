// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import java.util.Optional;
import java.util.function.Supplier;

/** Keeps where a training is, so that another process can go on with it. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints NONE = new Checkpoints() {};

    /** Where an earlier process left the same training; empty to begin. */
    default Optional<TrainingState> earlier() {
        return Optional.empty();
    }

    /** Seconds that earlier processes have spent on the training. */
    default double earlierSeconds() {
        return 0;
    }

    /**
     * The training can go on from here.
     *
     * @param state valid during the call
     */
    default void reached(Supplier<TrainingState> state) {}

    /** What is kept, in words, for the message of a training that fails; empty where nothing is. */
    default String kept() {
        return "";
    }
}
