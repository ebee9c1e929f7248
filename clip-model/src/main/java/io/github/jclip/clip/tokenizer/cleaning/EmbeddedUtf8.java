// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Finds runs of characters, inside other text, that look like UTF-8 read in a Latin-1-like encoding: a character that
 * some such encoding has at a UTF-8 lead byte, followed by as many as that needs of those that stand at continuation
 * bytes. A space counts as a continuation, as it may have been a no-break space (byte A0).
 */
final class EmbeddedUtf8 {
    private static final List<SingleByteEncoding> LATIN_1_LIKE = List.of(
            SingleByteEncoding.LATIN_1,
            SingleByteEncoding.WINDOWS_1252,
            SingleByteEncoding.WINDOWS_1251,
            SingleByteEncoding.WINDOWS_1250,
            SingleByteEncoding.WINDOWS_1253,
            SingleByteEncoding.WINDOWS_1254,
            SingleByteEncoding.WINDOWS_1257);

    private static final BitSet LEAD_OF_2 = charactersAt(0xC2, 0xDF);
    private static final BitSet LEAD_OF_3 = charactersAt(0xE0, 0xEF);
    private static final BitSet LEAD_OF_4 = leadOf4();
    private static final BitSet CONTINUATION = continuation();
    private static final BitSet STRICT_CONTINUATION = strictContinuation();

    private EmbeddedUtf8() {}

    /** Replaces every longest run by what {@code repair} makes of it. */
    static String replaceRuns(String text, UnaryOperator<String> repair) {
        StringBuilder replaced = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int end = runEnd(text, i);
            if (end > i) {
                replaced.append(repair.apply(text.substring(i, end)));
                i = end;
            } else {
                replaced.append(text.charAt(i++));
            }
        }
        return replaced.toString();
    }

    /** Where the run that starts here ends; the start itself if there is none. */
    private static int runEnd(String text, int start) {
        // In the middle of a longer garble a partial repair would make things worse.
        if (start > 0 && STRICT_CONTINUATION.get(text.charAt(start - 1))) {
            return start;
        }
        int end = start;
        for (int length = sequenceLength(text, end); length > 0; length = sequenceLength(text, end)) {
            end += length;
        }
        return end;
    }

    private static int sequenceLength(String text, int start) {
        int length = start < text.length() ? lengthByLead(text.charAt(start)) : 0;
        if (start + length > text.length()) {
            return 0;
        }
        for (int i = start + 1; i < start + length; i++) {
            if (!CONTINUATION.get(text.charAt(i))) {
                return 0;
            }
        }
        return length;
    }

    private static int lengthByLead(char lead) {
        if (LEAD_OF_2.get(lead)) {
            return 2;
        }
        if (LEAD_OF_3.get(lead)) {
            return 3;
        }
        return LEAD_OF_4.get(lead) ? 4 : 0;
    }

    private static BitSet charactersAt(int firstByte, int lastByte) {
        BitSet characters = new BitSet();
        for (SingleByteEncoding encoding : LATIN_1_LIKE) {
            for (int b = firstByte; b <= lastByte; b++) {
                characters.set(encoding.decode(b));
            }
        }
        return characters;
    }

    /** Other lead bytes of four lead to unassigned code points only. */
    private static BitSet leadOf4() {
        BitSet lead = charactersAt(0xF0, 0xF0);
        lead.or(charactersAt(0xF3, 0xF3));
        return lead;
    }

    private static BitSet continuation() {
        BitSet continuation = charactersAt(0x80, 0xBF);
        continuation.set(' ');
        return continuation;
    }

    /** Without those that often stand for themselves next to a garble: space, dashes, quotes, bullet, ellipsis. */
    private static BitSet strictContinuation() {
        BitSet strict = (BitSet) CONTINUATION.clone();
        " –—―‘’‚“”„•…".chars().forEach(strict::clear);
        return strict;
    }
}
