// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

/** What the first epochs do before the decay begins. */
public sealed interface WarmUp {

    /** Epochs that it lasts. */
    int epochs();

    /** The rate of an epoch before {@link #epochs()}. */
    double rate(double baseRate, int epoch);

    /** No warm-up. */
    record None() implements WarmUp {
        @Override
        public int epochs() {
            return 0;
        }

        @Override
        public double rate(double baseRate, int epoch) {
            return baseRate;
        }
    }

    /** One small rate. */
    record Constant(int epochs, double rate) implements WarmUp {
        @Override
        public double rate(double baseRate, int epoch) {
            return rate;
        }
    }

    /** Epoch 0 takes the smallest rate, epoch e takes base·e/epochs. */
    record Linear(int epochs, double smallestRate) implements WarmUp {
        @Override
        public double rate(double baseRate, int epoch) {
            return epoch == 0 ? smallestRate : baseRate * epoch / epochs;
        }
    }
}
