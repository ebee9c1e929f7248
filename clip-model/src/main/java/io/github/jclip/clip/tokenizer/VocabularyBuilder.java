// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.Arrays;

/** Gathers the tokens of a vocabulary in the order of their ids, and its merges in the order of their ranks. */
final class VocabularyBuilder {
    private final Path source;
    private final SymbolTable symbols;

    /** By id; {@link SymbolTable#NONE} where an id has no token. */
    private int[] symbolOfId;

    private int tokens;

    /** Left symbol, right symbol and what they make, for each merge. */
    private int[] merges;

    private int mergeCount;

    /**
     * An empty vocabulary.
     *
     * @param source what to name in messages
     * @param expected how many tokens there may be; more are taken as well
     */
    VocabularyBuilder(Path source, int expected) {
        this.source = source;
        symbols = new SymbolTable(expected);
        symbolOfId = new int[expected];
        merges = new int[3 * expected];
    }

    /** Adds the token with the next id; null if that id has none. */
    void addToken(String token) {
        if (token == null) {
            addSymbol(SymbolTable.NONE);
            return;
        }
        checkSymbols(token);
        addSymbol(symbols.add(token));
    }

    /** Adds a merge of two symbols that are there, and what it makes as the token with the next id. */
    void addMergedToken(int left, int right) {
        int joined = symbols.join(left, right);
        addSymbol(joined);
        addMerge(left, right, joined);
    }

    /** Adds a merge of tokens that are all there, as is what it makes. */
    void addMerge(String left, String right) {
        addMerge(require(left), require(right), require(left + right));
    }

    /** The number of a symbol that was added; {@link SymbolTable#NONE} if it was not. */
    int symbol(char[] text, int from, int to) {
        return symbols.find(text, from, to);
    }

    Vocabulary build() {
        int[] idOfSymbol = new int[symbols.size()];
        for (int id = 0; id < tokens; id++) {
            if (symbolOfId[id] != SymbolTable.NONE) {
                idOfSymbol[symbolOfId[id]] = id;
            }
        }
        int[] insideWord = new int[ByteAlphabet.SIZE];
        int[] endOfWord = new int[ByteAlphabet.SIZE];
        for (int b = 0; b < ByteAlphabet.SIZE; b++) {
            String symbol = String.valueOf(ByteAlphabet.symbol(b));
            insideWord[b] = idOfSymbol[require(symbol)];
            endOfWord[b] = idOfSymbol[require(symbol + ByteAlphabet.END_OF_WORD)];
        }
        MergeTable table = new MergeTable(mergeCount);
        for (int rank = 0; rank < mergeCount; rank++) {
            int at = 3 * rank;
            table.put(idOfSymbol[merges[at]], idOfSymbol[merges[at + 1]], rank, idOfSymbol[merges[at + 2]]);
        }
        return new Vocabulary(
                symbols,
                Arrays.copyOf(symbolOfId, tokens),
                table,
                insideWord,
                endOfWord,
                idOfSymbol[require(Vocabulary.START_OF_TEXT)],
                idOfSymbol[require(Vocabulary.END_OF_TEXT)]);
    }

    private void addSymbol(int symbol) {
        if (tokens == symbolOfId.length) {
            symbolOfId = Arrays.copyOf(symbolOfId, 2 * tokens + 1);
        }
        symbolOfId[tokens++] = symbol;
    }

    private void addMerge(int left, int right, int joined) {
        if (3 * mergeCount == merges.length) {
            merges = Arrays.copyOf(merges, 2 * merges.length + 3);
        }
        merges[3 * mergeCount] = left;
        merges[3 * mergeCount + 1] = right;
        merges[3 * mergeCount + 2] = joined;
        mergeCount++;
    }

    private int require(String token) {
        int symbol = symbols.find(token);
        if (symbol == SymbolTable.NONE) {
            throw new BadInputException(source + ": has no token " + Excerpt.quote(token)
                    + ", which a CLIP vocabulary needs; the file may be damaged");
        }
        return symbol;
    }

    private void checkSymbols(String token) {
        for (int i = 0; i < token.length(); i++) {
            if (!ByteAlphabet.contains(token.charAt(i))) {
                throw new BadInputException(
                        source + ": token " + Excerpt.quote(token) + " has a character that stands for no byte "
                                + "(U+%04X); this is not a byte-level vocabulary".formatted((int) token.charAt(i)));
            }
        }
    }
}
