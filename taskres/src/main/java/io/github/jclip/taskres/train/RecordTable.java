// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import java.lang.foreign.MemorySegment;

/**
 * Records of several vectors each, like the rows of a table with columns of different types. One copy moves a record, or
 * the table. The host has a mirror where the device has memory of its own.
 */
final class RecordTable {
    /** Where vectors of any type may begin. */
    private static final int ALIGNMENT = Double.BYTES;

    /** A vector of each record. */
    record Column(DType type, int length) {
        private int bytes() {
            return Math.ceilDiv(length * type.byteSize(), ALIGNMENT) * ALIGNMENT;
        }
    }

    private final Device device;
    private final Column[] columns;
    private final Tensor onDevice;
    private final Tensor host;

    /**
     * A table of zeros.
     *
     * @param scope owner of its memory, on the device; the mirror is freed by the garbage collector
     */
    RecordTable(Device device, Scope scope, int records, Column... columns) {
        this.device = device;
        this.columns = columns;
        int bytes = 0;
        for (Column column : columns) {
            bytes = Math.addExact(bytes, column.bytes());
        }
        onDevice = scope.allocate(DType.U8, records, bytes);
        host = onDevice.isHost() ? onDevice : Scope.ofGarbageCollected().allocate(DType.U8, records, bytes);
    }

    /** A table of one record of the same columns. */
    RecordTable single(Scope scope) {
        return new RecordTable(device, scope, 1, columns);
    }

    /** A record's vector on the device. */
    Tensor onDevice(int record, int column) {
        return vector(onDevice, record, column);
    }

    /** A record's vector on the host. */
    Tensor onHost(int record, int column) {
        return vector(host, record, column);
    }

    private Tensor vector(Tensor table, int record, int column) {
        long at = (long) record * table.dim(1);
        for (int i = 0; i < column; i++) {
            at += columns[i].bytes();
        }
        Column one = columns[column];
        MemorySegment memory =
                table.segment().asSlice(at, (long) one.length() * one.type().byteSize());
        Shape shape = Shape.of(one.length());
        return table.isHost() ? Tensor.ofHost(one.type(), shape, memory) : Tensor.ofDevice(one.type(), shape, memory);
    }

    /** Copies a record to a record of another table on the device. */
    void copy(int record, RecordTable target, int to) {
        device.copy(onDevice.slice(0, record, record + 1), target.onDevice.slice(0, to, to + 1));
    }

    /** Brings the table from the host to the device. */
    void send() {
        if (host != onDevice) {
            device.copy(host, onDevice);
        }
    }

    /** Brings the table from the device to the host, and waits for it. */
    void fetch() {
        if (host != onDevice) {
            device.copy(onDevice, host);
        }
        device.synchronize();
    }
}
