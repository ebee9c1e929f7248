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

/**
 * What tells the batches of an epoch from one another: the rows of their embeddings, their labels and the numbers of their
 * updates. An epoch's go to the device together; before a step its own are copied to where the ops of all steps read.
 */
final class BatchRecords {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int RATES = 0;
    private static final int ROWS = 1;
    private static final int LABELS = 2;

    private final RecordTable epoch;
    private final RecordTable current;

    /**
     * Records of an epoch.
     *
     * @param scope owner of their memory, on the device
     * @param rateCount numbers of an update
     */
    BatchRecords(Device device, Scope scope, int batches, int batchSize, int rateCount) {
        epoch = new RecordTable(
                device,
                scope,
                batches,
                new RecordTable.Column(DType.F64, rateCount),
                new RecordTable.Column(DType.I32, batchSize),
                new RecordTable.Column(DType.I32, batchSize));
        current = epoch.single(scope);
    }

    /** The numbers of the update, F64, on the device. */
    Tensor rates() {
        return current.onDevice(0, RATES);
    }

    /** The rows of the first embeddings of a batch, I32 [size], on the device. */
    Tensor rows(int size) {
        return current.onDevice(0, ROWS).slice(0, 0, size);
    }

    /** The first labels of a batch, I32 [size], on the device. */
    Tensor labels(int size) {
        return current.onDevice(0, LABELS).slice(0, 0, size);
    }

    /**
     * Writes a batch.
     *
     * @param from of the batch in the arrays of the epoch
     * @param size of the batch
     */
    void write(int batch, int from, int size, int[] rows, int[] labels, double[] rates) {
        MemorySegment.copy(rates, 0, epoch.onHost(batch, RATES).segment(), DOUBLE, 0, rates.length);
        MemorySegment.copy(rows, from, epoch.onHost(batch, ROWS).segment(), INT, 0, size);
        MemorySegment.copy(labels, from, epoch.onHost(batch, LABELS).segment(), INT, 0, size);
    }

    /** Brings what was written to the device. */
    void send() {
        epoch.send();
    }

    /** Makes a batch the one that ops read. */
    void choose(int batch) {
        epoch.copy(batch, current, 0);
    }
}
