// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.optim.Optimizer;
import io.github.jclip.tensor.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains a {@link TaskResidual} on cached embeddings, batch by batch. All tensors and all ops but the updates are made
 * once; a step allocates next to nothing.
 */
public final class Trainer {

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

    private record Batch(Op gather, List<Op> gradient) {}

    private final Device device;
    private final TaskResidual method;
    private final Optimizer optimizer;
    private final int[] labels;
    private final int batchSize;
    private final IndexBuffer order;
    private final IndexBuffer orderedLabels;
    private final int[] labelsInOrder;
    private final List<Batch> batches = new ArrayList<>();
    private final Readback logits;
    private final Readback losses;

    /**
     * A trainer before its first step.
     *
     * @param scope owner of the tensors made here, on the device
     * @param embeddings f̂ [N, E], normalised, on the device, in its compute type
     * @param labels [N], each 0 ≤ label &lt; K
     * @param batchSize samples of a batch. With at least as many samples, what does not fill a batch is left out of an
     *     epoch; with fewer, they make one smaller batch
     */
    public Trainer(
            Device device,
            Scope scope,
            TaskResidual method,
            Tensor embeddings,
            int[] labels,
            int batchSize,
            UpdateRule rule) {
        int samples = embeddings.dim(0);
        if (labels.length != samples || samples == 0) {
            throw new IllegalArgumentException("%d labels for %d embeddings".formatted(labels.length, samples));
        }
        this.device = device;
        this.method = method;
        this.labels = labels.clone();
        this.batchSize = Math.min(batchSize, samples);
        optimizer = new Optimizer(rule, List.of(method.parameter()), scope);
        int used = samples / this.batchSize * this.batchSize;
        order = new IndexBuffer(device, scope, used);
        orderedLabels = new IndexBuffer(device, scope, used);
        labelsInOrder = new int[used];

        DType type = embeddings.dtype();
        Tensor batchEmbeddings = scope.allocate(type, this.batchSize, embeddings.dim(1));
        Tensor batchLogits = scope.allocate(type, this.batchSize, method.classCount());
        Tensor batchLosses = scope.allocate(type, this.batchSize);
        // Every row of the batch picks from the same embeddings.
        Tensor choices = embeddings.expand(this.batchSize, samples, embeddings.dim(1));
        for (int from = 0; from < used; from += this.batchSize) {
            Tensor rows = order.tensor().slice(0, from, from + this.batchSize);
            Tensor batchLabels = orderedLabels.tensor().slice(0, from, from + this.batchSize);
            List<Op> gradient = new ArrayList<>(method.forward(batchEmbeddings, batchLogits));
            gradient.addAll(method.backward(batchEmbeddings, batchLogits, batchLabels, batchLosses));
            batches.add(new Batch(new GatherTokens(choices, rows, batchEmbeddings), List.copyOf(gradient)));
        }
        logits = new Readback(device, batchLogits);
        losses = new Readback(device, batchLosses);
    }

    /** Steps of one epoch. */
    public int batchCount() {
        return batches.size();
    }

    /** Samples of one step. */
    public int batchSize() {
        return batchSize;
    }

    /** What the optimiser remembers. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /**
     * Trains one epoch.
     *
     * @param permutation the samples in the order of this epoch; those beyond the last full batch are not used
     */
    public void runEpoch(int[] permutation, double learningRate, StepListener listener) {
        for (int i = 0; i < labelsInOrder.length; i++) {
            labelsInOrder[i] = labels[permutation[i]];
        }
        order.write(permutation);
        orderedLabels.write(labelsInOrder);
        for (int batch = 0; batch < batches.size(); batch++) {
            long start = System.nanoTime();
            device.execute(batches.get(batch).gather());
            long gathered = System.nanoTime();
            batches.get(batch).gradient().forEach(device::execute);
            optimizer.step(device, learningRate);
            double loss = meanLoss();
            int correct = correctPredictions(batch * batchSize);
            listener.onStep(batch, loss, correct, gathered - start, System.nanoTime() - start);
        }
    }

    private double meanLoss() {
        double sum = 0;
        for (double loss : losses.read()) {
            sum += loss;
        }
        return sum / batchSize;
    }

    private int correctPredictions(int from) {
        double[] values = logits.read();
        int correct = 0;
        for (int row = 0; row < batchSize; row++) {
            if (Predictions.firstMaximum(values, row, method.classCount()) == labelsInOrder[from + row]) {
                correct++;
            }
        }
        return correct;
    }
}
