// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Hugging Face's vocabulary formats: {@code vocab.json} (token to id) with {@code merges.txt}, or both in
 * {@code tokenizer.json}.
 */
final class HuggingFaceFiles {
    /** Larger than any id in use; it bounds the table of tokens. */
    private static final int LARGEST_ID = 1 << 20;

    private static final JsonMapper JSON = new JsonMapper();

    private HuggingFaceFiles() {}

    static Vocabulary read(Path vocabulary, Path merges) {
        List<String> tokens = new ArrayList<>();
        addTokens(vocabulary, parse(vocabulary), tokens);
        VocabularyBuilder builder = builder(vocabulary, tokens);
        MergesFile.readPairs(merges, builder);
        return builder.build();
    }

    static Vocabulary read(Path tokenizer) {
        JsonNode model = parse(tokenizer).path("model");
        if (!model.path("merges").isArray()) {
            throw new BadInputException(
                    tokenizer + ": has no list of merges at model.merges; a BPE tokenizer.json has one");
        }
        if (!ByteAlphabet.END_OF_WORD.equals(model.path("end_of_word_suffix").asString(""))) {
            throw new BadInputException(tokenizer + ": model.end_of_word_suffix is not '" + ByteAlphabet.END_OF_WORD
                    + "', so this is not the tokenizer of a CLIP model");
        }
        List<String> tokens = new ArrayList<>();
        addTokens(tokenizer, model.path("vocab"), tokens);
        VocabularyBuilder builder = builder(tokenizer, tokens);
        int rank = 0;
        for (JsonNode merge : model.path("merges")) {
            String[] pair = pair(tokenizer, merge, rank++);
            builder.addMerge(pair[0], pair[1]);
        }
        return builder.build();
    }

    private static VocabularyBuilder builder(Path file, List<String> tokens) {
        VocabularyBuilder builder = new VocabularyBuilder(file, tokens.size());
        tokens.forEach(builder::addToken);
        return builder;
    }

    private static JsonNode parse(Path file) {
        try {
            return JSON.readTree(VocabularyFile.read(file).toString());
        } catch (JacksonException e) {
            throw new BadInputException(file + ": is not valid JSON (" + Excerpt.line(e.getOriginalMessage()) + ")", e);
        }
    }

    private static void addTokens(Path file, JsonNode ids, List<String> tokens) {
        if (!ids.isObject()) {
            throw new BadInputException(file + ": has no object that maps tokens to ids");
        }
        ids.forEachEntry((token, node) -> {
            if (!node.isInt() || node.intValue() < 0 || node.intValue() > LARGEST_ID) {
                throw new BadInputException(file + ": token " + Excerpt.quote(token) + " has the id "
                        + Excerpt.quote(node.toString()) + "; expected 0 to " + LARGEST_ID);
            }
            int id = node.intValue();
            if (id >= tokens.size()) {
                tokens.addAll(Collections.nCopies(id + 1 - tokens.size(), null));
            }
            if (tokens.set(id, token) != null) {
                throw new BadInputException(file + ": two tokens have the id " + id);
            }
        });
    }

    /** A merge is written as two strings or, in older files, as one with a space. */
    private static String[] pair(Path file, JsonNode merge, int index) {
        String[] symbols = merge.isArray()
                ? merge.valueStream().map(symbol -> symbol.asString("")).toArray(String[]::new)
                : merge.asString("").split(" ", -1);
        if (symbols.length != 2) {
            throw new BadInputException(file + ": model.merges[" + index + "] is not a pair of symbols");
        }
        return symbols;
    }
}
