// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.tensor.optim.Decay;
import io.github.jclip.tensor.optim.LearningRateSchedule;
import io.github.jclip.tensor.optim.WarmUp;

/** The learning rate of each step of a training, and one more. */
@FunctionalInterface
interface Rates {
    double rate(int epoch, int batch, int batches);

    /** One epoch at 1e-5, then a cosine over the epochs, as Dassl configures it for CoOp's successors. */
    static Rates warmUpAndCosine(double rate, int epochs) {
        double[] rates = LearningRateSchedule.cosineAfterWarmUp(rate, epochs).rates(epochs + 1);
        return (epoch, _, _) -> rates[epoch];
    }

    /** Half a cosine from the full rate to 0, step by step. */
    static Rates cosineOfSteps(double rate, int steps) {
        double[] rates =
                new LearningRateSchedule(rate, new WarmUp.None(), new Decay.Cosine(rate, steps), true).rates(steps + 1);
        return (epoch, batch, batches) -> rates[epoch * batches + batch];
    }

    /** The rate of the step after a step. */
    default double next(int epoch, int batch, int batches) {
        return batch == batches - 1 ? rate(epoch + 1, 0, batches) : rate(epoch, batch + 1, batches);
    }
}
