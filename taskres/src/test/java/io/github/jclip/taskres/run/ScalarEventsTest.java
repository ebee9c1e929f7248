// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ScalarEventsTest {
    /**
     * Both records written out by hand: lengths and payloads by the rules of TFRecord and Protocol Buffers, checksums by
     * a bit-wise CRC-32C with the polynomial 0x82f63b78.
     */
    @Test
    void writesRecordsByteForByte() {
        ScalarEvents events = new ScalarEvents(1.5);
        events.add("a", 300, 0.25, 2);

        byte[] version = HexFormat.of().parseHex("09000000000000f83f" + "1a0d" + hex("brain.Event:2"));
        byte[] scalar = HexFormat.of().parseHex("090000000000000040" + "10ac02" + "2a0a0a08" + "0a0161" + "150000803e");
        assertArrayEquals(concatenated(record(version), record(scalar)), events.toByteArray());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] record(byte[] payload) {
        byte[] length = new byte[8];
        length[0] = (byte) payload.length;
        return concatenated(length, maskedCrc(length), payload, maskedCrc(payload));
    }

    private static byte[] maskedCrc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
            }
        }
        crc = ~crc;
        int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
        return new byte[] {(byte) masked, (byte) (masked >> 8), (byte) (masked >> 16), (byte) (masked >> 24)};
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
