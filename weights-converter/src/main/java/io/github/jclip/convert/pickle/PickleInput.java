// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pickle;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of one or more pickles, read from the front. A length that a pickle claims is compared with the bytes that
 * are left before anything is made of it.
 */
public final class PickleInput {
    /** A checkpoint of the largest CLIP with its optimiser takes less than 1 MB; a byte may cost 64 bytes of heap. */
    private static final long MAX_LENGTH = 4L << 20;

    /** Python names and module names are far shorter. */
    private static final int MAX_LINE_LENGTH = 512;

    /** Enough for any number that means something, and cheap to convert. */
    private static final int MAX_INTEGER_BYTES = 256;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final String place;
    private final MemorySegment bytes;
    private final long end;
    private long position;

    /**
     * An input that starts at the first byte.
     *
     * @param place the file and what of it, for messages
     * @param bytes the pickles and whatever follows them
     */
    public PickleInput(String place, MemorySegment bytes) {
        this.place = place;
        this.bytes = bytes;
        this.end = Math.min(bytes.byteSize(), MAX_LENGTH);
    }

    /** How many bytes were read. */
    public long position() {
        return position;
    }

    /** What to throw about the byte that was read last. */
    public BadInputException error(String trouble) {
        return new BadInputException(Excerpt.line("%s: byte %d: %s".formatted(place, position, trouble)));
    }

    private long take(long count) {
        if (count < 0 || count > end - position) {
            throw error(
                    end < bytes.byteSize()
                            ? "the pickle is longer than %d MiB; save the state_dict alone".formatted(MAX_LENGTH >> 20)
                            : "%s bytes are needed and %d are left; the file is damaged or cut off, fetch it again"
                                    .formatted(Long.toUnsignedString(count), end - position));
        }
        long from = position;
        position += count;
        return from;
    }

    int unsignedByte() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1)) & 0xff;
    }

    int unsignedShort() {
        return bytes.get(SHORT, take(Short.BYTES)) & 0xffff;
    }

    int signedInt() {
        return bytes.get(INT, take(Integer.BYTES));
    }

    long unsignedInt() {
        return Integer.toUnsignedLong(signedInt());
    }

    long signedLong() {
        return bytes.get(LONG, take(Long.BYTES));
    }

    double bigEndianDouble() {
        return bytes.get(DOUBLE, take(Double.BYTES));
    }

    MemorySegment slice(long length) {
        return bytes.asSlice(take(length), length);
    }

    void skip(long length) {
        take(length);
    }

    String utf8(long length) {
        ByteBuffer encoded = slice(length).asByteBuffer();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException _) {
            throw error("a string is not UTF-8");
        }
    }

    String latin1(long length) {
        return new String(slice(length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** Text up to the end of a line, which is read and left out. */
    String line() {
        long limit = Math.min(end - position, MAX_LINE_LENGTH);
        for (long length = 0; length < limit; length++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, position + length) == '\n') {
                String line = utf8(length);
                skip(1);
                return line;
            }
        }
        throw error("a name does not end within %d bytes".formatted(MAX_LINE_LENGTH));
    }

    /** A two's complement integer, least significant byte first. */
    BigInteger integer(long length) {
        if (length < 0 || length > MAX_INTEGER_BYTES) {
            throw error("an integer of %d bytes".formatted(length));
        }
        byte[] littleEndian = slice(length).toArray(ValueLayout.JAVA_BYTE);
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        }
        return bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    }
}
