// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

/**
 * The learning rate of each step: from base/warmUp to base, then half a cosine down to almost 0 (Radford et al. 2021).
 *
 * @param base the largest rate
 * @param warmUp steps over which it grows
 * @param steps in all
 */
record LearningRate(double base, int warmUp, int steps) {

    /** The rate of a step, counted from 0; the same bits on any machine. */
    double at(int step) {
        if (step < warmUp) {
            return base * (step + 1) / warmUp;
        }
        double progress = (double) (step - warmUp) / (steps - warmUp);
        return base * (1 + StrictMath.cos(Math.PI * progress)) / 2;
    }
}
