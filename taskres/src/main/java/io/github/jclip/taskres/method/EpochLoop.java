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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains epoch after epoch, from the beginning or from where an earlier process was. Each epoch's order is that of a
 * PyTorch {@code DataLoader(shuffle=True)} after {@code torch.manual_seed(seed)}.
 */
final class EpochLoop {
    private static final double NANOS = 1e9;
    private static final String PARAMETER = "parameter.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String BEST = "best.";

    private final Device device;
    private final Trainer trainer;
    private final Rates rates;
    private final int epochs;
    private final FitListener listener;
    private final Map<String, Tensor> bestParameters = new LinkedHashMap<>();
    private int epoch;
    private int firstBatch;
    private double epochLoss;
    private int mostCorrect = -1;
    private int bestEpoch;

    /** A training of so many epochs. */
    EpochLoop(Device device, Trainer trainer, Rates rates, int epochs, FitListener listener) {
        this.device = device;
        this.trainer = trainer;
        this.rates = rates;
        this.epochs = epochs;
        this.listener = listener;
    }

    /** Which epoch's model to keep: the one that classifies most of a set correctly. */
    record Best(Scope scope, Classifier classifier, EmbeddingSet set) {}

    /**
     * Trains.
     *
     * @param random the stream of the seed, from which initial values may have been drawn
     * @param images the training images
     * @param best how to choose an epoch, or empty for the last
     */
    Fitted.Training run(TorchRandom random, int images, Optional<Best> best) {
        listener.checkpoints().earlier().ifPresent(state -> restore(state, random, best));
        while (epoch < epochs) {
            List<Integer> stream = random.state();
            runEpoch(random.nextEpochOrder(images), stream);
            best.ifPresent(this::judge);
            epoch++;
            firstBatch = 0;
            List<Integer> next = random.state();
            listener.checkpoints().reached(() -> state(0, next));
        }
        if (best.isPresent()) {
            trainer.parameters()
                    .forEach(parameter -> device.copy(bestParameters.get(parameter.name()), parameter.value()));
            listener.logged("Epoch %d of %d has the best accuracy on %s"
                    .formatted(bestEpoch, epochs, best.get().set().name()));
        }
        return new Fitted.Training(
                epochs, trainer.optimizer().steps(), epochLoss, best.isPresent() ? bestEpoch : epochs);
    }

    private void judge(Best best) {
        int correct = Accuracy.correct(device, best.classifier(), best.set());
        if (correct > mostCorrect) {
            mostCorrect = correct;
            bestEpoch = epoch + 1;
            trainer.parameters().forEach(parameter -> device.copy(parameter.value(), ofBest(parameter, best.scope())));
        }
    }

    private Tensor ofBest(Parameter parameter, Scope scope) {
        return bestParameters.computeIfAbsent(
                parameter.name(),
                _ -> scope.allocate(parameter.value().dtype(), parameter.value().shape()));
    }

    private void runEpoch(int[] order, List<Integer> stream) {
        int batches = trainer.batchCount();
        if (firstBatch == 0) {
            epochLoss = 0;
        }
        Trainer.StepListener steps = new Trainer.StepListener() {
            @Override
            public void onStep(int batch, double loss, int correct, long gather, long nanos) {
                stepped(batch, loss, correct, gather, nanos);
            }

            @Override
            public void onRest(int batch) {
                listener.checkpoints().reached(() -> state(batch, stream));
            }
        };
        trainer.runEpoch(epoch, order, firstBatch, batch -> rates.rate(epoch, batch, batches), steps);
    }

    private void stepped(int batch, double loss, int correct, long gather, long nanos) {
        int batches = trainer.batchCount();
        double rate = rates.rate(epoch, batch, batches);
        if (!Double.isFinite(loss)) {
            throw new BadInputException(
                    "learning rate %s: the loss became %s in epoch %d, step %d of %d; take a smaller one%s"
                            .formatted(
                                    rate,
                                    loss,
                                    epoch + 1,
                                    batch + 1,
                                    batches,
                                    listener.checkpoints().kept()));
        }
        epochLoss += loss / batches;
        listener.stepped(new StepReport(
                epoch,
                epochs,
                batch,
                batches,
                loss,
                trainer.batchSize(batch),
                100.0 * correct / trainer.batchSize(batch),
                rate,
                rates.next(epoch, batch, batches),
                gather / NANOS,
                nanos / NANOS));
    }

    private TrainingState state(int batch, List<Integer> stream) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        trainer.parameters().forEach(parameter -> tensors.put(PARAMETER + parameter.name(), parameter.value()));
        trainer.optimizer().state().forEach((name, tensor) -> tensors.put(OPTIMIZER + name, tensor));
        bestParameters.forEach((name, tensor) -> tensors.put(BEST + name, tensor));
        return new TrainingState(
                epoch, batch, trainer.optimizer().steps(), epochLoss, mostCorrect, bestEpoch, stream, tensors);
    }

    private void restore(TrainingState state, TorchRandom random, Optional<Best> best) {
        epoch = state.epoch();
        firstBatch = state.batch();
        epochLoss = state.epochLoss();
        mostCorrect = state.mostCorrect();
        bestEpoch = state.bestEpoch();
        random.restore(state.random());
        for (Parameter parameter : trainer.parameters()) {
            device.copy(state.tensors().get(PARAMETER + parameter.name()), parameter.value());
            Tensor earlierBest = state.tensors().get(BEST + parameter.name());
            if (earlierBest != null && best.isPresent()) {
                device.copy(earlierBest, ofBest(parameter, best.get().scope()));
            }
        }
        Map<String, Tensor> memory = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            if (name.startsWith(OPTIMIZER)) {
                memory.put(name.substring(OPTIMIZER.length()), tensor);
            }
        });
        trainer.optimizer().restore(device, memory, state.steps());
        device.synchronize();
        listener.logged("Resume in epoch %d, step %d".formatted(epoch + 1, firstBatch + 1));
    }
}
