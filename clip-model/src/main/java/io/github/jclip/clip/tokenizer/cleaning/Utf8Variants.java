// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Strict UTF-8 with two common departures allowed: CESU-8, which writes a supplementary character as two encoded
 * surrogates, and Java's two-byte form of U+0000.
 */
final class Utf8Variants {
    private static final Pattern CESU_8 =
            Pattern.compile("\\xED[\\xA0-\\xAF][\\x80-\\xBF]\\xED[\\xB0-\\xBF][\\x80-\\xBF]", Pattern.DOTALL);
    private static final String JAVA_NULL = "\u00C0\u0080";

    private Utf8Variants() {}

    /** The text of a byte string (chars 0 to 255), or nothing if it is not UTF-8. */
    static Optional<String> decode(String byteString) {
        String standard =
                CESU_8.matcher(byteString).replaceAll(Utf8Variants::toUtf8).replace(JAVA_NULL, "\0");
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(SingleByteEncoding.toBytes(standard)))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Four bytes of UTF-8 for the pair of surrogates in six bytes, which hold ten bits of the code point each. */
    private static String toUtf8(MatchResult pair) {
        String b = pair.group();
        char high = (char) (0xD800 | (b.charAt(1) & 0x0F) << 6 | (b.charAt(2) & 0x3F));
        char low = (char) (0xDC00 | (b.charAt(4) & 0x0F) << 6 | (b.charAt(5) & 0x3F));
        byte[] utf8 = new String(new char[] {high, low}).getBytes(StandardCharsets.UTF_8);
        return new String(utf8, StandardCharsets.ISO_8859_1);
    }
}
