// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairEncoderTest {
    @TempDir
    Path folder;

    /** Merges in any order, so that a merge may give rise to a pair of lower rank than its own. */
    @Test
    void agreesWithTheDefinitionOnRandomVocabularies() {
        Random random = new Random(7);
        for (int round = 0; round < 50; round++) {
            Vocabulary vocabulary = randomVocabulary(random);
            for (int i = 0; i < 200; i++) {
                byte[] word = randomWord(random, 1 + random.nextInt(12));
                assertArrayEquals(byDefinition(vocabulary, word), BytePairEncoder.encode(vocabulary, word));
            }
        }
    }

    @Test
    void longWordsEnd() {
        Vocabulary vocabulary = randomVocabulary(new Random(8));
        byte[] word = randomWord(new Random(9), 300_000);
        assertTrue(BytePairEncoder.encode(vocabulary, word).length < word.length);
    }

    private Vocabulary randomVocabulary(Random random) {
        List<String> symbols = new ArrayList<>(List.of("a", "b", "c", "a</w>", "b</w>", "c</w>"));
        List<String> merges = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String left = symbols.get(random.nextInt(symbols.size()));
            String right = symbols.get(random.nextInt(symbols.size()));
            if (!left.endsWith("</w>")) {
                merges.add(left + " " + right);
                symbols.add(left + right);
            }
        }
        return Vocabulary.read(VocabularyFiles.write(folder.resolve("v.txt"), VocabularyFiles.mergesFile(merges)));
    }

    private static byte[] randomWord(Random random, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** Looks at all pairs each time, and passes over the whole word for each merge. */
    private static int[] byDefinition(Vocabulary vocabulary, byte[] word) {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < word.length; i++) {
            ids.add(vocabulary.idOfByte(word[i], i == word.length - 1));
        }
        while (true) {
            Vocabulary.Merge best = null;
            for (int i = 0; i + 1 < ids.size(); i++) {
                Vocabulary.Merge merge = vocabulary.merge(ids.get(i), ids.get(i + 1));
                if (merge != null && (best == null || merge.rank() < best.rank())) {
                    best = merge;
                }
            }
            if (best == null) {
                return ids.stream().mapToInt(Integer::intValue).toArray();
            }
            ids = merged(vocabulary, ids, best);
        }
    }

    private static List<Integer> merged(Vocabulary vocabulary, List<Integer> ids, Vocabulary.Merge merge) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean here = i + 1 < ids.size() && merge.equals(vocabulary.merge(ids.get(i), ids.get(i + 1)));
            result.add(here ? merge.id() : ids.get(i));
            i += here ? 1 : 0;
        }
        return result;
    }
}
