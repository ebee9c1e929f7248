// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocabularyTrainerTest {
    @TempDir
    private Path folder;

    @Test
    void frequentWordsBecomeTokens() {
        VocabularyTrainer trainer = new VocabularyTrainer();
        for (int i = 0; i < 10; i++) {
            trainer.read("A red fish");
            trainer.read("a blue fish, über alles");
        }
        Path file = folder.resolve("bpe.txt");
        int size = trainer.write(file, 1000);
        ClipTokenizer tokenizer = new ClipTokenizer(Vocabulary.read(file, size));
        assertEquals(1, tokenizer.encode("fish").length);
        assertEquals(3, tokenizer.encode("a blue fish").length);
        assertEquals("über fish ", tokenizer.decode(tokenizer.encode("Über fish")));
        assertTrue(tokenizer.encode("shark").length > 1);
    }

    @Test
    void theOrderOfCaptionsDoesNotMatter() throws IOException {
        List<String> captions = captions(300, new Random(3));
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        write(captions, first, 700);
        Collections.shuffle(captions, new Random(4));
        write(captions, second, 700);
        assertEquals(-1, Files.mismatch(first, second));
    }

    @Test
    void everyMergeIsTheMostFrequentPairOfItsTime() throws IOException {
        List<String> captions = captions(200, new Random(5));
        Path file = folder.resolve("bpe.txt");
        int size = write(captions, file, 640);
        List<String> merges = Files.readAllLines(file);
        assertEquals(size - VocabularyTrainer.SMALLEST, merges.size() - 1);
        assertEquals(slowMerges(captions, merges.size() - 1), merges.subList(1, merges.size()));
    }

    @Test
    void aWordOfOneRepeatedLetterMergesFromTheLeft() {
        VocabularyTrainer trainer = new VocabularyTrainer();
        trainer.read("aaaaa aaaaa aaaaa");
        Path file = folder.resolve("bpe.txt");
        int size = trainer.write(file, 600);
        ClipTokenizer tokenizer = new ClipTokenizer(Vocabulary.read(file, size));
        assertEquals(1, tokenizer.encode("aaaaa").length);
        assertArrayEquals(tokenizer.encode("aaaaa"), tokenizer.encode("AAAAA"));
    }

    @Test
    void aVocabularyHoldsAtLeastTheBytes() {
        assertThrows(IllegalArgumentException.class, () -> new VocabularyTrainer().write(folder.resolve("x"), 513));
        assertEquals(VocabularyTrainer.SMALLEST, new VocabularyTrainer().write(folder.resolve("x"), 900));
    }

    private static int write(List<String> captions, Path file, int size) {
        VocabularyTrainer trainer = new VocabularyTrainer();
        captions.forEach(trainer::read);
        return trainer.write(file, size);
    }

    private static List<String> captions(int count, Random random) {
        List<String> captions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder caption = new StringBuilder();
            for (int word = 0; word < 4; word++) {
                int length = 1 + random.nextInt(6);
                for (int c = 0; c < length; c++) {
                    caption.append((char) ('a' + (int) Math.sqrt(random.nextInt(36))));
                }
                caption.append(' ');
            }
            captions.add(caption.toString());
        }
        return captions;
    }

    /** The textbook's algorithm: all pairs of all words are counted anew for every merge. Needs words of ASCII letters. */
    private static List<String> slowMerges(List<String> captions, int count) {
        List<List<String>> words = new ArrayList<>();
        Map<String, Integer> order = new HashMap<>();
        for (int c = 0; c < 128; c++) {
            order.put(String.valueOf((char) c), c);
            order.put((char) c + "</w>", 256 + c);
        }
        for (String caption : captions) {
            WordSplitter.forEachWord(caption, word -> {
                List<String> symbols = new ArrayList<>(
                        word.chars().mapToObj(Character::toString).toList());
                symbols.set(symbols.size() - 1, symbols.getLast() + "</w>");
                words.add(symbols);
            });
        }
        List<String> merges = new ArrayList<>();
        for (int rank = 0; rank < count; rank++) {
            String[] best = mostFrequent(words, order);
            merges.add(best[0] + ' ' + best[1]);
            order.put(best[0] + best[1], 512 + rank);
            words.forEach(word -> join(word, best));
        }
        return merges;
    }

    private static String[] mostFrequent(List<List<String>> words, Map<String, Integer> order) {
        Map<List<String>, Integer> frequencies = new HashMap<>();
        for (List<String> word : words) {
            for (int i = 0; i + 1 < word.size(); i++) {
                frequencies.merge(List.copyOf(word.subList(i, i + 2)), 1, Integer::sum);
            }
        }
        return frequencies.entrySet().stream()
                .min(Map.Entry.<List<String>, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(entry -> order.get(entry.getKey().get(0)))
                        .thenComparing(entry -> order.get(entry.getKey().get(1))))
                .orElseThrow()
                .getKey()
                .toArray(String[]::new);
    }

    private static void join(List<String> word, String[] pair) {
        for (int i = 0; i + 1 < word.size(); i++) {
            if (word.get(i).equals(pair[0]) && word.get(i + 1).equals(pair[1])) {
                word.set(i, pair[0] + pair[1]);
                word.remove(i + 1);
            }
        }
    }
}
