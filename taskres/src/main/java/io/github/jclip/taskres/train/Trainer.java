// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.Parameter;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Trains a {@link Trainable} on embeddings, batch by batch. All tensors and all ops but the updates, whose rates change,
 * are made and prepared once; a step allocates next to nothing. Closed before its tensors.
 */
public final class Trainer implements AutoCloseable {

    /** Hears of every step. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * A step was taken.
         *
         * @param batch counts from 0 within the epoch
         * @param loss mean over the batch, before the update
         * @param correct samples of the batch that were classified correctly, before the update
         * @param gatherNanos time to bring the batch together
         * @param nanos time of the whole step
         */
        void onStep(int batch, double loss, int correct, long gatherNanos, long nanos);
    }

    /** Batches of one size share the tensors and ops of a step; what tells one from another is gathered into them. */
    private record Batch(int from, Tensor labels, Step gather, PreparedSteps steps) {
        int size() {
            return labels.dim(0);
        }
    }

    /** What becomes of the images that do not fill a batch. */
    public enum Remainder {
        /** With at least as many images as a batch holds, they are left out of an epoch; with fewer, they are one batch. */
        DROPPED,
        /** They make one smaller batch. */
        KEPT
    }

    private final Device device;
    private final Optimizer optimizer;
    private final int[] labels;
    private final int batchSize;
    private final BatchSource source;
    private final IndexBuffer orderedLabels;
    private final int[] labelsInOrder;
    private final Map<Integer, PreparedSteps> stepsBySize = new HashMap<>();
    private final List<Batch> batches = new ArrayList<>();
    private final Readback predictions;
    private final Readback losses;
    private final List<Parameter> parameters;

    /**
     * A trainer on embeddings that stay the same, before its first step.
     *
     * @param scope owner of the tensors made here, on the device
     * @param embeddings [N, E], as the method wants them, on the device, in its compute type
     * @param labels [N], each 0 ≤ label &lt; K
     * @param batchSize samples of a batch
     */
    public Trainer(
            Device device,
            Scope scope,
            Trainable method,
            Tensor embeddings,
            int[] labels,
            int batchSize,
            Remainder remainder,
            UpdateRule rule) {
        this(
                device,
                scope,
                method,
                new StoredEmbeddings(device, scope, embeddings, embeddings.dim(0)),
                labels,
                batchSize,
                remainder,
                rule);
    }

    /**
     * A trainer before its first step.
     *
     * @param scope owner of the tensors made here, on the device
     * @param source of the embeddings of N images
     * @param labels [N], each 0 ≤ label &lt; K
     * @param batchSize samples of a batch
     */
    public Trainer(
            Device device,
            Scope scope,
            Trainable method,
            BatchSource source,
            int[] labels,
            int batchSize,
            Remainder remainder,
            UpdateRule rule) {
        int samples = source.images();
        if (labels.length != samples || samples == 0) {
            throw new IllegalArgumentException("%d labels for %d embeddings".formatted(labels.length, samples));
        }
        this.device = device;
        this.source = source;
        this.labels = labels.clone();
        this.batchSize = Math.min(batchSize, samples);
        parameters = method.parameters();
        optimizer = new Optimizer(rule, parameters, scope);
        int used = remainder == Remainder.KEPT ? samples : samples / this.batchSize * this.batchSize;
        orderedLabels = new IndexBuffer(device, scope, used);
        labelsInOrder = new int[used];

        DType type = source.type();
        Tensor batchEmbeddings = scope.allocate(type, this.batchSize, source.embeddingDim());
        Tensor batchLabels = scope.allocate(DType.I32, this.batchSize);
        Tensor batchLogits = scope.allocate(type, this.batchSize, method.classCount());
        Tensor batchLosses = scope.allocate(type, this.batchSize);
        Tensor batchPredictions = scope.allocate(DType.I32, this.batchSize);
        for (int from = 0; from < used; from += this.batchSize) {
            int size = Math.min(this.batchSize, used - from);
            Tensor ownEmbeddings = batchEmbeddings.slice(0, 0, size);
            Tensor ownLabels = batchLabels.slice(0, 0, size);
            PreparedSteps steps = stepsBySize.computeIfAbsent(size, _ -> {
                Tensor ownLogits = batchLogits.slice(0, 0, size);
                List<Step> all = new ArrayList<>(method.forward(ownEmbeddings, ownLogits));
                all.addAll(method.backward(ownEmbeddings, ownLogits, ownLabels, batchLosses.slice(0, 0, size)));
                all.add(Step.of(new ArgMax(ownLogits, batchPredictions.slice(0, 0, size))));
                return new PreparedSteps(device, all);
            });
            batches.add(new Batch(from, ownLabels, gathering(from, ownEmbeddings, ownLabels), steps));
        }
        predictions = new Readback(device, batchPredictions);
        losses = new Readback(device, batchLosses);
    }

    private Step gathering(int from, Tensor embeddings, Tensor ownLabels) {
        Step filling = source.filling(from, embeddings);
        Tensor chosen = orderedLabels.tensor().slice(0, from, from + ownLabels.dim(0));
        return on -> {
            filling.run(on);
            on.copy(chosen, ownLabels);
        };
    }

    /** Steps of one epoch. */
    public int batchCount() {
        return batches.size();
    }

    /** Samples of a full batch. */
    public int batchSize() {
        return batchSize;
    }

    /** Samples of a batch. */
    public int batchSize(int batch) {
        return batches.get(batch).size();
    }

    /** What the optimiser remembers. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** What is trained. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /**
     * Trains one epoch on embeddings that stay the same.
     *
     * @param permutation the samples in the order of this epoch
     * @param learningRate of every step
     */
    public void runEpoch(int[] permutation, double learningRate, StepListener listener) {
        runEpoch(0, permutation, 0, _ -> learningRate, listener);
    }

    /**
     * Trains one epoch, or the rest of it.
     *
     * @param epoch counts from 0
     * @param permutation the samples in the order of this epoch
     * @param firstBatch the batch to begin with
     * @param learningRates of each batch
     */
    public void runEpoch(
            int epoch, int[] permutation, int firstBatch, IntToDoubleFunction learningRates, StepListener listener) {
        int[] order = Arrays.copyOf(permutation, labelsInOrder.length);
        for (int i = 0; i < order.length; i++) {
            labelsInOrder[i] = labels[order[i]];
        }
        orderedLabels.write(labelsInOrder);
        source.startEpoch(epoch, order, batches.get(firstBatch).from());
        try {
            for (int i = firstBatch; i < batches.size(); i++) {
                run(i, learningRates.applyAsDouble(i), listener);
            }
        } finally {
            source.endEpoch();
        }
    }

    private void run(int index, double learningRate, StepListener listener) {
        Batch batch = batches.get(index);
        long start = System.nanoTime();
        batch.gather().run(device);
        long gathered = System.nanoTime();
        batch.steps().run();
        optimizer.step(device, learningRate);
        double loss = meanLoss(batch);
        int correct = correctPredictions(batch);
        listener.onStep(index, loss, correct, gathered - start, System.nanoTime() - start);
    }

    private double meanLoss(Batch batch) {
        double sum = 0;
        double[] values = losses.read();
        for (int row = 0; row < batch.size(); row++) {
            sum += values[row];
        }
        return sum / batch.size();
    }

    private int correctPredictions(Batch batch) {
        double[] classes = predictions.read();
        int correct = 0;
        for (int row = 0; row < batch.size(); row++) {
            if ((int) classes[row] == labelsInOrder[batch.from() + row]) {
                correct++;
            }
        }
        return correct;
    }

    @Override
    public void close() {
        stepsBySize.values().forEach(PreparedSteps::close);
    }
}
