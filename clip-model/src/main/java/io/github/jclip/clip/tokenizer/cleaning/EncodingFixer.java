// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Undoes mojibake: UTF-8 that was decoded in some single-byte encoding, perhaps more than once, perhaps in a part of
 * the text only. Byte strings hold one byte in each char.
 */
final class EncodingFixer {
    /** UTF-8 sequences in which a byte A0 was taken for a no-break space and became a plain one. */
    private static final Pattern SPACE_FOR_A0 = Pattern.compile("[\\xC2\\xC3\\xC5\\xCE\\xD0\\xD9] "
            + "|[\\xE2\\xE3] [\\x80-\\x84\\x86-\\x9F\\xA1-\\xBF]"
            + "|[\\xE0-\\xE3][\\x80-\\x84\\x86-\\x9F\\xA1-\\xBF] "
            + "|\\xF0 [\\x80-\\xBF]{2}"
            + "|\\xF0[\\x80-\\xBF] [\\x80-\\xBF]"
            + "|\\xF0[\\x80-\\xBF]{2} ");

    /** "à" as a word, whose A0 merged with the space after it; Portuguese contractions such as "àquele" go on. */
    private static final Pattern WORD_A_GRAVE = Pattern.compile("\\xC3 (?! |quele|quela|quilo|s )");

    /** UTF-8 and CESU-8 sequences some of whose continuation bytes are lost: 1A, or one question mark. */
    private static final Pattern LOSSY_SEQUENCE = Pattern.compile("[\\xC2-\\xDF]\\x1A"
            + "|[\\xC2\\xC3]\\?"
            + "|\\xED[\\xA0-\\xAF][\\x1A?]\\xED[\\xB0-\\xBF][\\x1A?\\x80-\\xBF]"
            + "|\\xED[\\xA0-\\xAF][\\x1A?\\x80-\\xBF]\\xED[\\xB0-\\xBF][\\x1A?]"
            + "|[\\xE0-\\xEF][\\x1A?][\\x1A\\x80-\\xBF]"
            + "|[\\xE0-\\xEF][\\x1A\\x80-\\xBF][\\x1A?]"
            + "|[\\xF0-\\xF4][\\x1A?][\\x1A\\x80-\\xBF]{2}"
            + "|[\\xF0-\\xF4][\\x1A\\x80-\\xBF][\\x1A?][\\x1A\\x80-\\xBF]"
            + "|[\\xF0-\\xF4][\\x1A\\x80-\\xBF]{2}[\\x1A?]"
            + "|\\x1A");

    private static final String REPLACEMENT_IN_UTF_8 = "\u00EF\u00BF\u00BD";

    private EncodingFixer() {}

    static String fix(String text) {
        String fixed = text;
        String before;
        do {
            before = fixed;
            fixed = fixOneLayer(before);
        } while (!fixed.equals(before));
        return fixed;
    }

    private static String fixOneLayer(String text) {
        if (!UnlikelySequences.occurIn(text)) {
            return text;
        }
        for (SingleByteEncoding encoding : SingleByteEncoding.values()) {
            Optional<String> fixed = encoding.encode(text).flatMap(bytes -> decodeUtf8(bytes, encoding));
            if (fixed.isPresent()) {
                return fixed.get();
            }
        }
        String repaired = EmbeddedUtf8.replaceRuns(text, run -> fixRun(run, text));
        if (!repaired.equals(text)) {
            return repaired;
        }
        return SingleByteEncoding.LATIN_1
                .encode(text)
                .flatMap(SingleByteEncoding::latin1AsWindows1252)
                .filter(windows -> !windows.equals(text))
                .orElseGet(() -> ControlCharacters.c1ToWindows1252(text));
    }

    private static Optional<String> decodeUtf8(String byteString, SingleByteEncoding encoding) {
        String bytes = byteString;
        // MacRoman has an en dash at D0, which a space often follows.
        if (encoding != SingleByteEncoding.MAC_ROMAN
                && SPACE_FOR_A0.matcher(bytes).find()) {
            bytes = restoreA0(bytes);
        }
        if (encoding.isSloppy()) {
            bytes = LOSSY_SEQUENCE.matcher(bytes).replaceAll(REPLACEMENT_IN_UTF_8);
        }
        return Utf8Variants.decode(bytes);
    }

    private static String restoreA0(String bytes) {
        String words = WORD_A_GRAVE.matcher(bytes).replaceAll("\u00C3\u00A0 ");
        return SPACE_FOR_A0.matcher(words).replaceAll(match -> match.group().replace(' ', '\u00A0'));
    }

    /** Only a part of the text is tried by itself; else this would not end. */
    private static String fixRun(String run, String text) {
        return run.length() < text.length() ? fix(run) : run;
    }
}
