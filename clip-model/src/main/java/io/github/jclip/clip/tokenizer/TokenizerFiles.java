// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tokenizer;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokenizer's files, by the name each gets in a model folder.
 *
 * @param byTarget where each lies
 */
public record TokenizerFiles(Map<String, Path> byTarget) {
    private static final String GZIPPED_MERGES = "bpe.txt.gz";
    private static final String PLAIN_MERGES = "bpe.txt";
    private static final String OPENAI_MERGES = "bpe_simple_vocab_16e6.txt.gz";
    private static final String TOKENS = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String TOKENIZER = "tokenizer.json";
    private static final int GZIP_MAGIC = 0x1f;

    /**
     * Those that the user gave: one file, with {@code merges.txt} next to a {@code vocab.json}.
     *
     * @throws BadInputException if a file is missing
     */
    public static TokenizerFiles given(Path file) {
        FileErrors.requireFile(file);
        int first = firstByte(file);
        if (first == GZIP_MAGIC) {
            return new TokenizerFiles(Map.of(GZIPPED_MERGES, file));
        }
        if (first != '{') {
            return new TokenizerFiles(Map.of(PLAIN_MERGES, file));
        }
        if (file.getFileName().toString().equals(TOKENS)) {
            Path merges = file.resolveSibling(MERGES);
            if (!Files.exists(merges)) {
                throw new BadInputException(Excerpt.line(file + ": no merges.txt beside it; both are needed"));
            }
            return new TokenizerFiles(Map.of(TOKENS, file, MERGES, merges));
        }
        return new TokenizerFiles(Map.of(TOKENIZER, file));
    }

    private static int firstByte(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read();
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    /** Those that lie in a folder. */
    public static Optional<TokenizerFiles> in(Path folder) {
        if (Files.exists(folder.resolve(TOKENS)) && Files.exists(folder.resolve(MERGES))) {
            return Optional.of(given(folder.resolve(TOKENS)));
        }
        return List.of(GZIPPED_MERGES, OPENAI_MERGES, TOKENIZER).stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .map(TokenizerFiles::given);
    }

    /**
     * Copies the files into a model folder, over those that are there.
     *
     * @throws BadInputException if one cannot be read or written
     */
    public void copyTo(Path folder) {
        byTarget.forEach((target, file) -> AtomicFile.write(folder.resolve(target), bytes(file)));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }
}
