// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

/**
 * The learning rate of each epoch: a warm-up, then a decay, as Dassl builds them from torch's schedulers.
 *
 * @param baseRate the full rate, which the first epoch after the warm-up takes
 * @param recount whether the decay counts its epochs from the end of the warm-up (Dassl's default). If not, it behaves
 *     as if it had been decaying all along, but from the full rate: it starts at epoch {@code warmUp.epochs()} of its
 *     own count and, being recursive, keeps the factors of the later epochs and not their rates
 */
public record LearningRateSchedule(double baseRate, WarmUp warmUp, Decay decay, boolean recount) {

    /** One constant rate. */
    public static LearningRateSchedule constant(double rate) {
        return new LearningRateSchedule(rate, new WarmUp.None(), new Decay.Constant(), true);
    }

    /** TaskRes' schedule: one epoch at 1e-5, then a cosine over as many epochs as are trained. */
    public static LearningRateSchedule cosineAfterWarmUp(double baseRate, int epochs) {
        return new LearningRateSchedule(
                baseRate, new WarmUp.Constant(1, 1e-5), new Decay.Cosine(baseRate, epochs), true);
    }

    /** The rates of the epochs from 0 to {@code count} − 1. */
    public double[] rates(int count) {
        double[] rates = new double[count];
        int decayEpoch = recount ? 0 : warmUp.epochs();
        for (int epoch = 0; epoch < count; epoch++) {
            if (epoch < warmUp.epochs()) {
                rates[epoch] = warmUp.rate(baseRate, epoch);
            } else if (epoch == warmUp.epochs()) {
                rates[epoch] = baseRate;
            } else {
                decayEpoch++;
                rates[epoch] = decay.next(rates[epoch - 1], decayEpoch);
            }
        }
        return rates;
    }
}
