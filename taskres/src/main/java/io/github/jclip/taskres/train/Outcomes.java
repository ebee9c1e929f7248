// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The losses and predictions of some steps, which are read together: to read them is to wait for the device. */
final class Outcomes {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LOSSES = 0;
    private static final int PREDICTIONS = 1;

    private final RecordTable steps;
    private final RecordTable current;
    private final float[] losses;
    private final int[] predictions;

    /**
     * Outcomes of so many steps.
     *
     * @param scope owner of their memory, on the device
     * @param type of the losses, F32 or F64
     */
    Outcomes(Device device, Scope scope, DType type, int steps, int batchSize) {
        this.steps = new RecordTable(
                device,
                scope,
                steps,
                new RecordTable.Column(type, batchSize),
                new RecordTable.Column(DType.I32, batchSize));
        current = steps == 1 ? this.steps : this.steps.single(scope);
        losses = new float[batchSize];
        predictions = new int[batchSize];
    }

    /** Where a step of a batch writes its losses, [size]. */
    Tensor losses(int size) {
        return current.onDevice(0, LOSSES).slice(0, 0, size);
    }

    /** Where a step of a batch writes its predictions, I32 [size]. */
    Tensor predictions(int size) {
        return current.onDevice(0, PREDICTIONS).slice(0, 0, size);
    }

    /** Keeps what the last step wrote. */
    void keep(int step) {
        if (current != steps) {
            current.copy(0, steps, step);
        }
    }

    /** Waits for all steps. */
    void fetch() {
        steps.fetch();
    }

    /** The mean loss of a step whose batch had so many samples. */
    double meanLoss(int step, int size) {
        Tensor values = steps.onHost(step, LOSSES);
        double sum = 0;
        if (values.dtype() == DType.F32) {
            // Copied as a whole first: single reads of foreign memory cost as much as the training's products.
            MemorySegment.copy(values.segment(), FLOAT, 0, losses, 0, size);
            for (int row = 0; row < size; row++) {
                sum += losses[row];
            }
        } else {
            for (int row = 0; row < size; row++) {
                sum += values.getFlat(row);
            }
        }
        return sum / size;
    }

    /**
     * Predictions of a step that are right.
     *
     * @param from of the batch among the labels
     */
    int correct(int step, int from, int size, int[] labels) {
        MemorySegment.copy(steps.onHost(step, PREDICTIONS).segment(), INT, 0, predictions, 0, size);
        int correct = 0;
        for (int row = 0; row < size; row++) {
            if (predictions[row] == labels[from + row]) {
                correct++;
            }
        }
        return correct;
    }
}
