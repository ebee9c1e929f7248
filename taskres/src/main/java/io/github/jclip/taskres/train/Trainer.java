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
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Trains a {@link Trainable} on embeddings, batch by batch. All tensors and ops are made once and prepared together, the
 * gathering of a batch and the updates included; a step allocates next to nothing. On a device with memory of its own,
 * where to read a result is to wait, the results of several steps are read together. Closed before its tensors.
 */
public final class Trainer implements AutoCloseable {
    /** Steps that a device takes without being waited for. */
    private static final int STRETCH = 16;

    /** Hears of every step. */
    @FunctionalInterface
    public interface StepListener {
        /**
         * A step was taken. The device may be some steps further.
         *
         * @param batch counts from 0 within the epoch
         * @param loss mean over the batch, before the update
         * @param correct samples of the batch that were classified correctly, before the update
         * @param gatherNanos time to bring the batch together, as far as it is not one of the device's ops
         * @param nanos time of the whole step, or its share where several are waited for together
         */
        void onStep(int batch, double loss, int correct, long gatherNanos, long nanos);

        /**
         * All steps taken so far have been heard of, so that parameters and optimiser can be saved; after the last step
         * of an epoch this is not called.
         *
         * @param batch the one that comes next
         */
        default void onRest(int batch) {}
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
    private final int used;
    private final BatchSource source;
    private final BatchRecords records;
    private final int[] rowsInOrder;
    private final int[] labelsInOrder;
    private final Map<Integer, PreparedBatch> preparedBySize = new HashMap<>();
    private final int stretch;
    private final Outcomes outcomes;
    private final long[] gatherNanos;
    private final List<Parameter> parameters;

    /**
     * The steps of batches of one size.
     *
     * @param gathering empty where it is one of the device's ops, and so of the steps
     */
    private record PreparedBatch(Optional<Step> gathering, PreparedSteps steps) {
        /** Whether the host has nothing to do but to submit. */
        @SuppressWarnings("ReferenceEquality") // no other step is this one
        boolean isWhole() {
            return gathering.isEmpty() && steps.isWhole();
        }
    }

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
                new StoredEmbeddings(embeddings, embeddings.dim(0)),
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
        used = remainder == Remainder.KEPT ? samples : samples / this.batchSize * this.batchSize;
        records = new BatchRecords(device, scope, batchCount(), this.batchSize, Optimizer.rateCount(rule));
        optimizer = new Optimizer(rule, parameters, scope, records.rates());
        rowsInOrder = new int[used];
        labelsInOrder = new int[used];

        DType type = source.type();
        Tensor embeddings = scope.allocate(type, this.batchSize, source.embeddingDim());
        Tensor logits = scope.allocate(type, this.batchSize, method.classCount());
        int most = embeddings.isHost() ? 1 : STRETCH;
        outcomes = new Outcomes(device, scope, type, most, this.batchSize);
        gatherNanos = new long[most];
        for (int batch = 0; batch < batchCount(); batch++) {
            preparedBySize.computeIfAbsent(batchSize(batch), size -> {
                return prepare(method, embeddings.slice(0, 0, size), logits.slice(0, 0, size));
            });
        }
        stretch = preparedBySize.values().stream().allMatch(PreparedBatch::isWhole) ? most : 1;
    }

    private PreparedBatch prepare(Trainable method, Tensor embeddings, Tensor logits) {
        int size = embeddings.dim(0);
        Step filling = source.filling(records.rows(size), embeddings);
        boolean prepared = filling instanceof OpStep;
        List<Step> steps = new ArrayList<>();
        if (prepared) {
            steps.add(filling);
        }
        steps.addAll(method.forward(embeddings, logits));
        steps.addAll(method.backward(embeddings, logits, records.labels(size), outcomes.losses(size)));
        steps.add(Step.of(new ArgMax(logits, outcomes.predictions(size))));
        optimizer.updates().forEach(update -> steps.add(Step.of(update)));
        return new PreparedBatch(prepared ? Optional.empty() : Optional.of(filling), new PreparedSteps(device, steps));
    }

    /** Steps of one epoch. */
    public int batchCount() {
        return Math.ceilDiv(used, batchSize);
    }

    /** Samples of a full batch. */
    public int batchSize() {
        return batchSize;
    }

    /** Samples of a batch. */
    public int batchSize(int batch) {
        return Math.min(batchSize, used - from(batch));
    }

    private int from(int batch) {
        return batch * batchSize;
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
        int[] order = Arrays.copyOf(permutation, used);
        source.startEpoch(epoch, order, from(firstBatch));
        try {
            for (int i = 0; i < used; i++) {
                rowsInOrder[i] = source.row(order[i]);
                labelsInOrder[i] = labels[order[i]];
            }
            for (int batch = firstBatch; batch < batchCount(); batch++) {
                double[] rates = optimizer.rates(learningRates.applyAsDouble(batch), batch - firstBatch + 1);
                records.write(batch, from(batch), batchSize(batch), rowsInOrder, labelsInOrder, rates);
            }
            records.send();
            for (int batch = firstBatch; batch < batchCount(); batch += stretch) {
                run(batch, Math.min(batch + stretch, batchCount()), listener);
            }
        } finally {
            source.endEpoch();
        }
    }

    /** Takes the steps of some batches, and reads their results. */
    private void run(int first, int end, StepListener listener) {
        long start = System.nanoTime();
        for (int batch = first; batch < end; batch++) {
            PreparedBatch prepared = preparedBySize.get(batchSize(batch));
            long before = System.nanoTime();
            records.choose(batch);
            prepared.gathering().ifPresent(step -> step.run(device));
            gatherNanos[batch - first] = System.nanoTime() - before;
            prepared.steps().run();
            optimizer.stepped();
            outcomes.keep(batch - first);
        }
        outcomes.fetch();
        long nanos = (System.nanoTime() - start) / (end - first);
        for (int batch = first; batch < end; batch++) {
            int step = batch - first;
            int size = batchSize(batch);
            double loss = outcomes.meanLoss(step, size);
            int correct = outcomes.correct(step, from(batch), size, labelsInOrder);
            listener.onStep(batch, loss, correct, gatherNanos[step], nanos);
        }
        if (end < batchCount()) {
            listener.onRest(end);
        }
    }

    @Override
    public void close() {
        preparedBySize.values().forEach(batch -> batch.steps().close());
    }
}
