// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

/** Told how a training goes, by the thread that trains. */
public interface PretrainingListener {

    /** A line for the log. */
    default void logged(String line) {}

    /**
     * So much memory is about to be taken; what this throws ends the training before it has begun.
     *
     * @param bytes of weights, gradients, optimiser and activations, outside the Java heap
     */
    default void needs(long bytes) {}

    /**
     * A step is done.
     *
     * @param step counted from 1
     * @param steps in all
     * @param loss of its batch
     */
    default void stepped(int step, int steps, double loss) {}
}
