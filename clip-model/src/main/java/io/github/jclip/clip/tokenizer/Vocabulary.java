// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The tokens that a text tower knows, with their ids, and the merges that build them from bytes. Immutable.
 *
 * <p>A vocabulary has 256 tokens for bytes, 256 for bytes that end a word, one for each merge and two special ones:
 * 49408 in OpenAI's, which has 48894 merges.
 */
public final class Vocabulary {
    static final String START_OF_TEXT = "<|startoftext|>";
    static final String END_OF_TEXT = "<|endoftext|>";

    /** Two neighbouring symbols, as a vocabulary file has them. */
    record Pair(String left, String right) {
        String joined() {
            return left + right;
        }
    }

    /** What becomes of a pair: pairs of lower rank merge first. */
    record Merge(int rank, int id) {}

    private final String[] tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Long, Merge> merges = new HashMap<>();
    private final int[] insideWord = new int[ByteAlphabet.SIZE];
    private final int[] endOfWord = new int[ByteAlphabet.SIZE];

    /**
     * @param source what to name in messages
     * @param tokens the tokens by id; null where an id has none
     * @param pairs the merges in order of rank
     */
    Vocabulary(Path source, List<String> tokens, List<Pair> pairs) {
        this.tokens = tokens.toArray(String[]::new);
        for (int id = 0; id < this.tokens.length; id++) {
            if (this.tokens[id] != null) {
                checkSymbols(source, this.tokens[id]);
                ids.put(this.tokens[id], id);
            }
        }
        for (int b = 0; b < ByteAlphabet.SIZE; b++) {
            String symbol = String.valueOf(ByteAlphabet.symbol(b));
            insideWord[b] = require(source, symbol);
            endOfWord[b] = require(source, symbol + ByteAlphabet.END_OF_WORD);
        }
        for (int rank = 0; rank < pairs.size(); rank++) {
            Pair pair = pairs.get(rank);
            int left = require(source, pair.left());
            int right = require(source, pair.right());
            merges.put(key(left, right), new Merge(rank, require(source, pair.joined())));
        }
        require(source, START_OF_TEXT);
        require(source, END_OF_TEXT);
    }

    /**
     * Reads a vocabulary: OpenAI's merges file ({@code bpe_simple_vocab_16e6.txt.gz}, or the same unpacked), Hugging
     * Face's {@code vocab.json} (with {@code merges.txt} next to it) or {@code tokenizer.json}, or a folder with one of
     * these.
     *
     * @throws BadInputException if the path has no readable vocabulary
     */
    public static Vocabulary read(Path path) {
        return read(path, OptionalInt.empty());
    }

    /**
     * Reads the vocabulary of a model with this many token embeddings. Of a merges file only as many merges are taken
     * as that leaves room for.
     *
     * @throws BadInputException if the path has no readable vocabulary, or one of another size
     */
    public static Vocabulary read(Path path, int size) {
        Vocabulary vocabulary = read(path, OptionalInt.of(size));
        if (vocabulary.size() != size) {
            throw new BadInputException(
                    path + ": holds " + vocabulary.size() + " tokens, but the model has embeddings for " + size
                            + "; give the vocabulary that belongs to the model");
        }
        return vocabulary;
    }

    private static Vocabulary read(Path path, OptionalInt size) {
        Path file = Files.isDirectory(path) ? fileIn(path) : path;
        if (!file.toString().endsWith(".json")) {
            return MergesFile.read(file, size);
        }
        Path merges = file.resolveSibling("merges.txt");
        return file.endsWith("vocab.json") ? HuggingFaceFiles.read(file, merges) : HuggingFaceFiles.read(file);
    }

    private static Path fileIn(Path folder) {
        return Stream.of("bpe.txt.gz", "bpe.txt", "bpe_simple_vocab_16e6.txt.gz", "vocab.json", "tokenizer.json")
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new BadInputException(folder + ": holds no vocabulary; put bpe.txt.gz (OpenAI's "
                        + "bpe_simple_vocab_16e6.txt.gz), vocab.json with merges.txt, or tokenizer.json there"));
    }

    private int require(Path source, String token) {
        Integer id = ids.get(token);
        if (id == null) {
            throw new BadInputException(source + ": has no token " + Excerpt.quote(token)
                    + ", which a CLIP vocabulary needs; the file may be damaged");
        }
        return id;
    }

    private static void checkSymbols(Path source, String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!ByteAlphabet.contains(token.charAt(i))) {
                throw new BadInputException(
                        source + ": token " + Excerpt.quote(token) + " has a character that stands for no byte "
                                + "(U+%04X); this is not a byte-level vocabulary".formatted((int) token.charAt(i)));
            }
        }
    }

    private static long key(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    /** How many ids there are. */
    public int size() {
        return tokens.length;
    }

    /** The token with this id, in the file's notation. */
    String token(int id) {
        if (id < 0 || id >= tokens.length || tokens[id] == null) {
            throw new IllegalArgumentException("no token has the id " + id);
        }
        return tokens[id];
    }

    /** The id of a token that is known to be there. */
    int id(String token) {
        return ids.get(token);
    }

    /** The id of a byte (0 to 255) that starts out as a symbol of its own. */
    int idOfByte(int byteValue, boolean last) {
        return last ? endOfWord[byteValue] : insideWord[byteValue];
    }

    /** What two neighbouring tokens merge to; null if they do not. */
    Merge merge(int left, int right) {
        return merges.get(key(left, right));
    }
}
