// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** What becomes of a pair: pairs of lower rank merge first. */
    record Merge(int rank, int id) {}

    private final SymbolTable symbols;

    /** By id; {@link SymbolTable#NONE} where an id has no token. */
    private final int[] symbolOfId;

    private final MergeTable merges;
    private final int[] insideWord;
    private final int[] endOfWord;
    private final int startOfText;
    private final int endOfText;

    /** Made by a {@link VocabularyBuilder}. */
    Vocabulary(
            SymbolTable symbols,
            int[] symbolOfId,
            MergeTable merges,
            int[] insideWord,
            int[] endOfWord,
            int startOfText,
            int endOfText) {
        this.symbols = symbols;
        this.symbolOfId = symbolOfId;
        this.merges = merges;
        this.insideWord = insideWord;
        this.endOfWord = endOfWord;
        this.startOfText = startOfText;
        this.endOfText = endOfText;
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

    /** How many ids there are. */
    public int size() {
        return symbolOfId.length;
    }

    /** The token with this id, in the file's notation. */
    String token(int id) {
        if (id < 0 || id >= symbolOfId.length || symbolOfId[id] == SymbolTable.NONE) {
            throw new IllegalArgumentException("no token has the id " + id);
        }
        return symbols.string(symbolOfId[id]);
    }

    /** The id of the token that starts a text. */
    int startOfText() {
        return startOfText;
    }

    /** The id of the token that ends a text. */
    int endOfText() {
        return endOfText;
    }

    /** The id of a byte (0 to 255) that starts out as a symbol of its own. */
    int idOfByte(int byteValue, boolean last) {
        return last ? endOfWord[byteValue] : insideWord[byteValue];
    }

    /** What two neighbouring tokens merge to; null if they do not. */
    Merge merge(int left, int right) {
        return merges.get(left, right);
    }
}
