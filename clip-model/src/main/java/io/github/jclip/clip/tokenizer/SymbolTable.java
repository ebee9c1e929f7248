// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import java.util.Arrays;

/**
 * Different strings, numbered in the order of their arrival. All their characters lie in one array, and a hash table with
 * open addressing finds them: a vocabulary is read anew by every process, by code that is not compiled yet, so what
 * counts is how little there is to do for each string.
 */
final class SymbolTable {
    static final int NONE = -1;

    private static final int GOLDEN_RATIO = 0x9E37_79B9;

    private char[] text;
    /** Symbol i ends at {@code ends[i]}, where the next one starts. */
    private int[] ends;

    /** A power of two of slots, at least half of them free: a symbol's number plus one, or 0. */
    private int[] slots;

    private int size;

    /** A table with room for so many symbols; it grows with more. */
    SymbolTable(int expected) {
        text = new char[8 * expected + 8];
        ends = new int[expected + 1];
        slots = new int[Integer.highestOneBit(Math.max(expected, 1)) << 2];
    }

    int size() {
        return size;
    }

    /** The number of a string; {@link #NONE} if it is not there. */
    int find(String symbol) {
        return find(symbol.toCharArray(), 0, symbol.length());
    }

    /** The number of the string at {@code from} to {@code to}; {@link #NONE} if it is not there. */
    int find(char[] source, int from, int to) {
        return slots[slot(source, from, to)] - 1;
    }

    /** The number of a string, which is new if need be. */
    int add(String symbol) {
        append(symbol.toCharArray(), 0, symbol.length(), start(size));
        return keep(start(size) + symbol.length());
    }

    /** The number of two symbols written one after the other, which is new if need be. */
    int join(int left, int right) {
        int from = start(size);
        int middle = from + ends[left] - start(left);
        append(text, start(left), ends[left], from);
        append(text, start(right), ends[right], middle);
        return keep(middle + ends[right] - start(right));
    }

    /** The string with this number. */
    String string(int symbol) {
        return new String(text, start(symbol), ends[symbol] - start(symbol));
    }

    private int start(int symbol) {
        return symbol == 0 ? 0 : ends[symbol - 1];
    }

    private void append(char[] source, int from, int to, int at) {
        int length = to - from;
        if (at + length > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, at + length));
        }
        System.arraycopy(source, from, text, at, length);
    }

    /** Takes the string that lies behind the last symbol for a new one, unless it is there already. */
    private int keep(int end) {
        int slot = slot(text, start(size), end);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = end;
        slots[slot] = size;
        if (2 * size > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private void rehash() {
        slots = new int[2 * slots.length];
        for (int symbol = 0; symbol < size; symbol++) {
            slots[slot(text, start(symbol), ends[symbol])] = symbol + 1;
        }
    }

    /** The slot of a string, or the free one where it would go. */
    private int slot(char[] source, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + source[i];
        }
        int slot = (hash * GOLDEN_RATIO) >>> (Integer.numberOfLeadingZeros(slots.length) + 1);
        while (slots[slot] != 0 && !isSymbol(slots[slot] - 1, source, from, to)) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private boolean isSymbol(int symbol, char[] source, int from, int to) {
        return Arrays.equals(text, start(symbol), ends[symbol], source, from, to);
    }
}
