// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Words as sequences of symbols, in which the most frequent pair of neighbours becomes a symbol, again and again. */
final class PairMerger {
    /** Of pairs that are equally frequent the one with the smaller symbols merges first. */
    private static final Comparator<Candidate> MOST_FREQUENT =
            Comparator.comparingLong(Candidate::frequency).reversed().thenComparingLong(Candidate::pair);

    private record Candidate(long pair, long frequency) {}

    private final List<int[]> words = new ArrayList<>();
    private final List<Long> counts = new ArrayList<>();
    private final Map<Long, Long> frequencies = new HashMap<>();
    private final Map<Long, Set<Integer>> places = new HashMap<>();

    /** Frequencies only fall while a pair waits here; what has fallen is put back at its true place when it comes up. */
    private final PriorityQueue<Candidate> candidates = new PriorityQueue<>(MOST_FREQUENT);

    private int symbols;
    private long merged;

    /** @param symbols how many there are before the first merge */
    PairMerger(int symbols) {
        this.symbols = symbols;
    }

    /** Adds a word that occurs {@code count} times; before the first merge. */
    void add(int[] word, long count) {
        words.add(word);
        counts.add(count);
        for (long pair : count(words.size() - 1, 1)) {
            places.computeIfAbsent(pair, key -> new HashSet<>()).add(words.size() - 1);
        }
    }

    /**
     * Makes the most frequent pair the next symbol wherever it stands, from left to right.
     *
     * @return false if no pair is as frequent as {@code least}
     */
    boolean mergeMostFrequent(long least) {
        if (candidates.isEmpty()) {
            frequencies.forEach((pair, frequency) -> candidates.add(new Candidate(pair, frequency)));
        }
        while (!candidates.isEmpty()) {
            Candidate candidate = candidates.remove();
            long frequency = frequencies.getOrDefault(candidate.pair(), 0L);
            if (frequency == candidate.frequency() && frequency >= least) {
                merge(candidate.pair());
                return true;
            }
            if (frequency >= least) {
                candidates.add(new Candidate(candidate.pair(), frequency));
            }
        }
        return false;
    }

    /** The left symbol of the last merge. */
    int left() {
        return (int) (merged >>> Integer.SIZE);
    }

    /** The right symbol of the last merge. */
    int right() {
        return (int) merged;
    }

    private void merge(long pair) {
        merged = pair;
        Set<Long> born = new HashSet<>();
        for (int word : places.remove(pair)) {
            count(word, -1);
            words.set(word, joined(words.get(word)));
            for (long now : count(word, 1)) {
                if (places.computeIfAbsent(now, key -> new HashSet<>()).add(word) && hasNewSymbol(now)) {
                    born.add(now);
                }
            }
        }
        for (long now : born) {
            candidates.add(new Candidate(now, frequencies.get(now)));
        }
        symbols++;
    }

    private boolean hasNewSymbol(long pair) {
        return pair >>> Integer.SIZE == symbols || (int) pair == symbols;
    }

    private int[] joined(int[] word) {
        int[] shorter = new int[word.length];
        int length = 0;
        for (int i = 0; i < word.length; i++) {
            if (i + 1 < word.length && pair(word[i], word[i + 1]) == merged) {
                shorter[length++] = symbols;
                i++;
            } else {
                shorter[length++] = word[i];
            }
        }
        return Arrays.copyOf(shorter, length);
    }

    /** Counts the pairs of a word, or takes them back, and returns them. */
    private long[] count(int word, int sign) {
        int[] ids = words.get(word);
        long[] pairs = new long[Math.max(ids.length - 1, 0)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = pair(ids[i], ids[i + 1]);
            frequencies.merge(pairs[i], sign * counts.get(word), Long::sum);
        }
        return pairs;
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }
}
