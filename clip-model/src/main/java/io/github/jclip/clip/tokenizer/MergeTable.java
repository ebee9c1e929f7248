// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.clip.tokenizer.Vocabulary.Merge;

/** What pairs of token ids merge to: a hash table with open addressing, without an object for each merge. */
final class MergeTable {
    private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;

    /** A power of two of slots, at least half of them free: a pair of ids. */
    private final long[] pairs;

    /** The rank plus one, or 0 where a slot is free, and the id. */
    private final int[] places;

    private final int[] ids;

    MergeTable(int merges) {
        int slots = Integer.highestOneBit(Math.max(merges, 1)) << 2;
        pairs = new long[slots];
        places = new int[slots];
        ids = new int[slots];
    }

    /** Has two neighbours merge; of two merges of the same pair the later one holds. */
    void put(int left, int right, int rank, int id) {
        int slot = slot(left, right);
        pairs[slot] = pair(left, right);
        places[slot] = rank + 1;
        ids[slot] = id;
    }

    /** What two neighbours merge to; null if they do not. */
    Merge get(int left, int right) {
        int slot = slot(left, right);
        return places[slot] == 0 ? null : new Merge(places[slot] - 1, ids[slot]);
    }

    /** The slot of a pair, or the free one where it would go. */
    private int slot(int left, int right) {
        long pair = pair(left, right);
        int slot = (int) ((pair * GOLDEN_RATIO) >>> (Long.numberOfLeadingZeros(pairs.length) + 1));
        while (places[slot] != 0 && pairs[slot] != pair) {
            slot = (slot + 1) & (pairs.length - 1);
        }
        return slot;
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
