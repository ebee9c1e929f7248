// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The encoding, against the examples of its specification and bytes worked out by hand. */
class ProtoTest {
    private static String hex(Proto proto) {
        return HexFormat.ofDelimiter(" ").formatHex(proto.toByteArray());
    }

    @Test
    void integersTakeSevenBitsAByte() {
        assertEquals("08 96 01", hex(new Proto().integer(1, 150)));
        assertEquals("10 00", hex(new Proto().integer(2, 0)));
        assertEquals("08 ff ff ff ff 0f", hex(new Proto().integer(1, 0xFFFFFFFFL)));
        assertEquals("a0 01 7f", hex(new Proto().integer(20, 127)));
    }

    @Test
    void negativeIntegersTakeTenBytes() {
        assertEquals("08 ff ff ff ff ff ff ff ff ff 01", hex(new Proto().integer(1, -1)));
    }

    @Test
    void numbersAreLittleEndian() {
        assertEquals("15 00 00 80 3f", hex(new Proto().float32(2, 1)));
    }

    @Test
    void stringsAreUtf8WithTheirLength() {
        assertEquals("12 07 74 65 73 74 69 6e 67", hex(new Proto().string(2, "testing")));
        assertEquals("0a 02 c3 b6", hex(new Proto().string(1, "ö")));
    }

    @Test
    void messagesLieInsideOneAnother() {
        assertEquals("1a 03 08 96 01", hex(new Proto().message(3, new Proto().integer(1, 150))));
    }

    @Test
    void announcedBytesComeLater() {
        assertEquals("4a ac 02", hex(new Proto().announce(9, 300)));
    }
}
