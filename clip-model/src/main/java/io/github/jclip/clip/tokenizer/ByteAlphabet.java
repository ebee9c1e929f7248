// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable character that stands for each byte in vocabulary files. Bytes 33–126, 161–172 and 174–255 stand for
 * their Latin-1 character; the other 68, in increasing order, for U+0100 and on. The same order numbers the first 256
 * tokens.
 */
final class ByteAlphabet {
    /** Marks the last symbol of a word in vocabulary files. */
    static final String END_OF_WORD = "</w>";

    static final int SIZE = 256;

    private static final int[] BYTES = bytesInTokenOrder();
    private static final char[] SYMBOLS = symbols();
    private static final short[] BYTE_OF_SYMBOL = bytesOfSymbols();

    private ByteAlphabet() {}

    /** The character of a byte (0 to 255). */
    static char symbol(int byteValue) {
        return SYMBOLS[byteValue];
    }

    /** The character of the token with this id (0 to 255). */
    static char symbolOfToken(int id) {
        return SYMBOLS[BYTES[id]];
    }

    static boolean contains(char symbol) {
        return symbol < BYTE_OF_SYMBOL.length && BYTE_OF_SYMBOL[symbol] >= 0;
    }

    /** The bytes that these symbols stand for, as UTF-8; a malformed sequence becomes U+FFFD. */
    static String decode(CharSequence symbols) {
        byte[] bytes = new byte[symbols.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) BYTE_OF_SYMBOL[symbols.charAt(i)];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isPrintable(int b) {
        return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
    }

    private static int[] bytesInTokenOrder() {
        int[] bytes = new int[SIZE];
        int count = 0;
        for (boolean printable : new boolean[] {true, false}) {
            for (int b = 0; b < SIZE; b++) {
                if (isPrintable(b) == printable) {
                    bytes[count++] = b;
                }
            }
        }
        return bytes;
    }

    private static char[] symbols() {
        char[] symbols = new char[SIZE];
        char next = 0x100;
        for (int b : BYTES) {
            symbols[b] = isPrintable(b) ? (char) b : next++;
        }
        return symbols;
    }

    private static short[] bytesOfSymbols() {
        short[] bytes = new short[2 * SIZE];
        Arrays.fill(bytes, (short) -1);
        for (int b = 0; b < SIZE; b++) {
            bytes[SYMBOLS[b]] = (short) b;
        }
        return bytes;
    }
}
