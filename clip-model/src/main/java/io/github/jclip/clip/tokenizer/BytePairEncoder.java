// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Byte-pair encoding (Sennrich et al., 2016) of one word: the pair of neighbours with the lowest rank merges wherever
 * it stands, from left to right, until no pair of neighbours has a rank. A queue of candidates keeps a word of n bytes
 * at O(n log n).
 */
final class BytePairEncoder {
    private static final int NONE = -1;

    private final Vocabulary vocabulary;
    private final int[] ids;
    private final int[] previous;
    private final int[] next;

    /** Pairs that may merge: rank in the upper half, position of the left symbol in the lower one. */
    private final PriorityQueue<Long> candidates = new PriorityQueue<>();

    private int remaining;

    private BytePairEncoder(Vocabulary vocabulary, byte[] word) {
        this.vocabulary = vocabulary;
        int length = word.length;
        ids = new int[length];
        previous = new int[length];
        next = new int[length];
        remaining = length;
        for (int i = 0; i < length; i++) {
            ids[i] = vocabulary.idOfByte(word[i] & 0xFF, i == length - 1);
            previous[i] = i - 1;
            next[i] = i + 1 < length ? i + 1 : NONE;
        }
        for (int i = 0; i + 1 < length; i++) {
            addCandidate(i);
        }
    }

    /** The ids of a word, given as its bytes in UTF-8; at least one byte. */
    static int[] encode(Vocabulary vocabulary, byte[] word) {
        BytePairEncoder encoder = new BytePairEncoder(vocabulary, word);
        while (!encoder.candidates.isEmpty()) {
            encoder.mergeLowestRank();
        }
        return encoder.remainingIds();
    }

    /** Merges every occurrence of one pair; the pairs that this gives rise to wait for their turn. */
    private void mergeLowestRank() {
        int rank = rankOf(candidates.peek());
        List<Integer> merged = new ArrayList<>();
        while (!candidates.isEmpty() && rankOf(candidates.peek()) == rank) {
            int left = candidates.remove().intValue();
            Vocabulary.Merge merge = mergeAt(left);
            if (merge != null && merge.rank() == rank) {
                join(left, merge.id());
                merged.add(left);
            }
        }
        for (int position : merged) {
            addCandidate(position);
            if (previous[position] != NONE) {
                addCandidate(previous[position]);
            }
        }
    }

    private void join(int left, int id) {
        int right = next[left];
        ids[left] = id;
        ids[right] = NONE;
        next[left] = next[right];
        if (next[right] != NONE) {
            previous[next[right]] = left;
        }
        remaining--;
    }

    private void addCandidate(int left) {
        Vocabulary.Merge merge = mergeAt(left);
        if (merge != null) {
            candidates.add((long) merge.rank() << Integer.SIZE | left);
        }
    }

    /** What the symbol at this position and its right neighbour merge to; null if nothing, or if it is gone by now. */
    private Vocabulary.Merge mergeAt(int left) {
        return ids[left] == NONE || next[left] == NONE ? null : vocabulary.merge(ids[left], ids[next[left]]);
    }

    private static int rankOf(long candidate) {
        return (int) (candidate >>> Integer.SIZE);
    }

    private int[] remainingIds() {
        int[] result = new int[remaining];
        int count = 0;
        for (int i = 0; i != NONE; i = next[i]) {
            result[count++] = ids[i];
        }
        return result;
    }
}
