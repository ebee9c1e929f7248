// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.random.TorchRandom;
import io.github.jclip.taskres.train.StepReport;
import io.github.jclip.taskres.train.Trainer;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Trains epoch after epoch. Each epoch's order is that of a PyTorch {@code DataLoader(shuffle=True)} after
 * {@code torch.manual_seed(seed)}.
 */
final class EpochLoop {
    private static final double NANOS = 1e9;

    private final Device device;
    private final Trainer trainer;
    private final Rates rates;
    private final int epochs;
    private final FitListener listener;
    private double epochLoss;

    /** A training of so many epochs. */
    EpochLoop(Device device, Trainer trainer, Rates rates, int epochs, FitListener listener) {
        this.device = device;
        this.trainer = trainer;
        this.rates = rates;
        this.epochs = epochs;
        this.listener = listener;
    }

    /** Which epoch's model to keep: the one that classifies most of a set correctly. */
    record Best(Scope scope, Classifier classifier, List<Parameter> parameters, EmbeddingSet set) {}

    /**
     * Trains.
     *
     * @param random the stream of the seed, from which initial values may have been drawn
     * @param images the training images
     * @param best how to choose an epoch, or empty for the last
     */
    Fitted.Training run(TorchRandom random, int images, Optional<Best> best) {
        int used = epochs;
        int mostCorrect = -1;
        List<Tensor> kept = new ArrayList<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            runEpoch(epoch, random.nextEpochOrder(images));
            if (best.isPresent()) {
                int correct = Accuracy.correct(
                        device, best.get().classifier(), best.get().set());
                if (correct > mostCorrect) {
                    mostCorrect = correct;
                    used = epoch + 1;
                    keep(best.get(), kept);
                }
            }
        }
        if (best.isPresent()) {
            for (int i = 0; i < kept.size(); i++) {
                device.copy(kept.get(i), best.get().parameters().get(i).value());
            }
            listener.logged("Epoch %d of %d has the best accuracy on %s"
                    .formatted(used, epochs, best.get().set().name()));
        }
        return new Fitted.Training(epochs, trainer.optimizer().steps(), epochLoss, used);
    }

    private void keep(Best best, List<Tensor> kept) {
        boolean first = kept.isEmpty();
        for (int i = 0; i < best.parameters().size(); i++) {
            Tensor value = best.parameters().get(i).value();
            if (first) {
                kept.add(best.scope().allocate(value.dtype(), value.shape()));
            }
            device.copy(value, kept.get(i));
        }
    }

    private void runEpoch(int epoch, int[] order) {
        int batches = trainer.batchCount();
        epochLoss = 0;
        trainer.runEpoch(order, batch -> rates.rate(epoch, batch, batches), (batch, loss, correct, gather, nanos) -> {
            double rate = rates.rate(epoch, batch, batches);
            if (!Double.isFinite(loss)) {
                throw new BadInputException("learning rate %s: the loss became %s in epoch %d; take a smaller one"
                        .formatted(rate, loss, epoch + 1));
            }
            epochLoss += loss / batches;
            listener.stepped(new StepReport(
                    epoch,
                    epochs,
                    batch,
                    batches,
                    loss,
                    100.0 * correct / trainer.batchSize(batch),
                    rate,
                    rates.next(epoch, batch, batches),
                    gather / NANOS,
                    nanos / NANOS));
        });
    }
}
