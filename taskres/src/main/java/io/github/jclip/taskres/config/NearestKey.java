// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a mistyped key was to be. */
final class NearestKey {
    private NearestKey() {}

    /** The known key that takes the fewest changed letters, if they are few; its last part alone may be meant. */
    static Optional<String> of(String key, Collection<String> known) {
        record Candidate(String key, int distance) {}
        return known.stream()
                .map(candidate -> new Candidate(
                        candidate,
                        Math.min(distance(key, candidate), distance(lastPart(key), lastPart(candidate)) + 1)))
                .filter(candidate -> candidate.distance() <= 1 + lastPart(key).length() / 3)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::key);
    }

    private static String lastPart(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    /** Levenshtein's distance, upper and lower case alike, dashes and underscores alike. */
    private static int distance(String first, String second) {
        String a = plain(first);
        String b = plain(second);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String plain(String key) {
        return key.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
