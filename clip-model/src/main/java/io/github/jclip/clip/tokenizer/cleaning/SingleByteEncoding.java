// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The encodings that UTF-8 is most often taken for, in the order in which they are tried. A byte string is a String of
 * chars 0 to 255, so that byte patterns can be regular expressions.
 *
 * <p>The Windows encodings are "sloppy", as in ftfy: a byte that one leaves unassigned stands for the Latin-1 character
 * of its value, and byte 1A stands for U+FFFD, the trace of a byte that somebody lost earlier.
 */
enum SingleByteEncoding {
    LATIN_1("ISO-8859-1"),
    WINDOWS_1252("windows-1252"),
    WINDOWS_1251("windows-1251"),
    WINDOWS_1250("windows-1250"),
    WINDOWS_1253("windows-1253"),
    WINDOWS_1254("windows-1254"),
    WINDOWS_1257("windows-1257"),
    ISO_8859_2("ISO-8859-2"),
    MAC_ROMAN("x-MacRoman"),
    CP437("IBM437");

    private static final char LOST = '\uFFFD';
    private static final char LOST_BYTE = 0x1A;

    private final boolean sloppy;

    /** The characters of bytes 0 to 255. */
    private final String decoded;

    SingleByteEncoding(String charset) {
        this.sloppy = charset.startsWith("windows");
        StringBuilder characters = new StringBuilder();
        for (char b = 0; b < 256; b++) {
            char c = new String(new byte[] {(byte) b}, Charset.forName(charset)).charAt(0);
            characters.append(c == LOST ? b : c);
        }
        if (sloppy) {
            characters.setCharAt(LOST_BYTE, LOST);
        }
        this.decoded = characters.toString();
    }

    boolean isSloppy() {
        return sloppy;
    }

    /** The character of a byte (0 to 255). */
    char decode(int singleByte) {
        return decoded.charAt(singleByte);
    }

    /** Whether this encoding assigns a character to the byte, rather than taking over Latin-1's. */
    private boolean assigns(int singleByte) {
        return singleByte < 0x80 || singleByte > 0x9F || decode(singleByte) != singleByte;
    }

    /** The byte string that decodes to this text, or nothing if some character has no byte. */
    Optional<String> encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int b = decoded.indexOf(text.charAt(i));
            if (b < 0) {
                return Optional.empty();
            }
            encoded.append((char) b);
        }
        return Optional.of(encoded.toString());
    }

    /** The text of Latin-1 characters that were Windows-1252 bytes; nothing if one of them is unassigned there. */
    static Optional<String> latin1AsWindows1252(String latin1) {
        StringBuilder text = new StringBuilder(latin1.length());
        for (int i = 0; i < latin1.length(); i++) {
            char b = latin1.charAt(i);
            if (!WINDOWS_1252.assigns(b)) {
                return Optional.empty();
            }
            text.append(b == LOST_BYTE ? b : WINDOWS_1252.decode(b));
        }
        return Optional.of(text.toString());
    }

    /** The real bytes of a byte string. */
    static byte[] toBytes(String byteString) {
        return byteString.getBytes(StandardCharsets.ISO_8859_1);
    }
}
