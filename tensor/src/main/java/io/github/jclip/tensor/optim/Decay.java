// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import java.util.List;

/** How a learning rate falls from epoch to epoch. */
public sealed interface Decay {

    /**
     * The next rate, from the last one. Rates follow recursively, as torch's schedulers compute them, so that they
     * agree to the last bit.
     *
     * @param last the rate of epoch {@code epoch − 1}
     * @param epoch ≥ 1
     */
    double next(double last, int epoch);

    /** The rate stays. */
    record Constant() implements Decay {
        @Override
        public double next(double last, int epoch) {
            return last;
        }
    }

    /**
     * Half a cosine from the base rate to 0: rate(e) = base·½(1 + cos(πe/period)), and up again after it.
     *
     * @param baseRate where it starts
     * @param period epochs until 0
     */
    record Cosine(double baseRate, int period) implements Decay {
        @Override
        public double next(double last, int epoch) {
            if (Math.floorMod(epoch - 1 - period, 2 * period) == 0) {
                // The rate was 0, from which no factor leads up again.
                return last + baseRate * (1 - Math.cos(Math.PI / period)) / 2;
            }
            return (1 + Math.cos(Math.PI * epoch / period)) / (1 + Math.cos(Math.PI * (epoch - 1) / period)) * last;
        }
    }

    /** The rate is multiplied with a factor every so many epochs. */
    record SingleStep(int stepSize, double factor) implements Decay {
        @Override
        public double next(double last, int epoch) {
            return epoch % stepSize == 0 ? last * factor : last;
        }
    }

    /** The rate is multiplied with a factor at the start of each of these epochs. */
    record MultiStep(List<Integer> epochs, double factor) implements Decay {
        public MultiStep {
            epochs = List.copyOf(epochs);
        }

        @Override
        public double next(double last, int epoch) {
            double rate = last;
            for (int milestone : epochs) {
                rate = milestone == epoch ? rate * factor : rate;
            }
            return rate;
        }
    }
}
