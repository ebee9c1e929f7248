// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer.cleaning;

import java.util.BitSet;

/** A set of code points. Immutable. */
final class CharacterSet {
    private final BitSet members;

    private CharacterSet(BitSet members) {
        this.members = members;
    }

    /** The characters of a list in which {@code a-z} stands for a range; none of them is a hyphen. */
    static CharacterSet of(String list) {
        BitSet members = new BitSet();
        for (int i = 0; i < list.length(); i++) {
            boolean range = i + 2 < list.length() && list.charAt(i + 1) == '-';
            int last = range ? i + 2 : i;
            members.set(list.charAt(i), list.charAt(last) + 1);
            i = last;
        }
        return new CharacterSet(members);
    }

    /** Letters, numbers and the underscore. */
    static CharacterSet ofWords() {
        BitSet members = new BitSet();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            int type = Character.getType(c);
            boolean number = type == Character.LETTER_NUMBER || type == Character.OTHER_NUMBER;
            members.set(c, Character.isLetterOrDigit(c) || number || c == '_');
        }
        return new CharacterSet(members);
    }

    CharacterSet negated() {
        BitSet others = (BitSet) members.clone();
        others.flip(0, Character.MAX_CODE_POINT + 1);
        return new CharacterSet(others);
    }

    boolean contains(int codePoint) {
        return members.get(codePoint);
    }
}
