// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A TensorBoard events file of scalars: TFRecords (length, masked CRC-32C, payload, masked CRC-32C) of
 * {@code tensorflow.Event} messages in Protocol Buffers' wire format.
 */
final class ScalarEvents {
    private static final int MASK_DELTA = 0xa282ead8;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private static final int EVENT_WALL_TIME = 1;
    private static final int EVENT_STEP = 2;
    private static final int EVENT_FILE_VERSION = 3;
    private static final int EVENT_SUMMARY = 5;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    /** A file with nothing but its version. */
    ScalarEvents(double wallTime) {
        ByteArrayOutputStream event = event(wallTime);
        writeBytes(event, EVENT_FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
        writeRecord(event.toByteArray());
    }

    private ScalarEvents(byte[] earlier) {
        file.writeBytes(earlier);
    }

    /** A file that begins like another one. */
    static ScalarEvents after(byte[] earlier) {
        return new ScalarEvents(earlier);
    }

    /**
     * Adds one point of a curve.
     *
     * @param wallTime seconds since 1970
     */
    void add(String tag, long step, double scalar, double wallTime) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        writeBytes(value, VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
        writeKey(value, VALUE_SIMPLE, FIXED32);
        value.writeBytes(littleEndian(Float.BYTES).putFloat((float) scalar).array());
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        writeBytes(summary, SUMMARY_VALUE, value.toByteArray());
        ByteArrayOutputStream event = event(wallTime);
        writeKey(event, EVENT_STEP, VARINT);
        writeVarint(event, step);
        writeBytes(event, EVENT_SUMMARY, summary.toByteArray());
        writeRecord(event.toByteArray());
    }

    byte[] toByteArray() {
        return file.toByteArray();
    }

    private static ByteArrayOutputStream event(double wallTime) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        writeKey(event, EVENT_WALL_TIME, FIXED64);
        event.writeBytes(littleEndian(Double.BYTES).putDouble(wallTime).array());
        return event;
    }

    private static void writeBytes(ByteArrayOutputStream message, int field, byte[] bytes) {
        writeKey(message, field, BYTES);
        writeVarint(message, bytes.length);
        message.writeBytes(bytes);
    }

    private static void writeKey(ByteArrayOutputStream message, int field, int wireType) {
        writeVarint(message, (field << 3) | wireType);
    }

    private static void writeVarint(ByteArrayOutputStream message, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            message.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        message.write((int) rest);
    }

    private void writeRecord(byte[] payload) {
        byte[] length = littleEndian(Long.BYTES).putLong(payload.length).array();
        file.writeBytes(length);
        file.writeBytes(maskedChecksum(length));
        file.writeBytes(payload);
        file.writeBytes(maskedChecksum(payload));
    }

    /** The checksum is rotated and shifted, so that data which contains checksums is checked as well as any other. */
    private static byte[] maskedChecksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
        return littleEndian(Integer.BYTES).putInt(masked).array();
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
