// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

import java.util.Arrays;

/** Reads the fields of a file in memory; running past its end is reported as truncation. */
final class ByteCursor {
    private final byte[] data;
    private int position;
    private String place;

    ByteCursor(byte[] data, int position, String place) {
        this.data = data;
        this.position = position;
        this.place = place;
    }

    int position() {
        return position;
    }

    int remaining() {
        return data.length - position;
    }

    /** Names what is read next, for the message if it is missing. */
    void entering(String newPlace) {
        place = newPlace;
    }

    void require(long count) throws CorruptImageException {
        if (count > remaining()) {
            throw CorruptImageException.truncated(place, data.length);
        }
    }

    void skip(long count) throws CorruptImageException {
        require(count);
        position += (int) count;
    }

    int u8() throws CorruptImageException {
        require(1);
        return Byte.toUnsignedInt(data[position++]);
    }

    int u16BigEndian() throws CorruptImageException {
        int high = u8();
        return high << 8 | u8();
    }

    int u16LittleEndian() throws CorruptImageException {
        int low = u8();
        return low | u8() << 8;
    }

    int i32BigEndian() throws CorruptImageException {
        int high = u16BigEndian();
        return high << 16 | u16BigEndian();
    }

    int i32LittleEndian() throws CorruptImageException {
        int low = u16LittleEndian();
        return low | u16LittleEndian() << 16;
    }

    byte[] bytes(int count) throws CorruptImageException {
        require(count);
        position += count;
        return Arrays.copyOfRange(data, position - count, position);
    }
}
