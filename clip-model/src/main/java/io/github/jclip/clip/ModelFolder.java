// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tokenizer.Vocabulary;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.io.Excerpt;
import io.github.jclip.tensor.io.FileErrors;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A model on disk: {@code config.json} with its sizes and its provenance, {@code model.safetensors} with its weights
 * under OpenAI's names, mapped read-only, and the vocabulary of its tokenizer.
 */
public final class ModelFolder implements AutoCloseable {
    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";

    /** OpenAI's merges, or Hugging Face's vocabulary; {@code merges.txt} lies next to {@code vocab.json}. */
    private static final List<String> VOCABULARIES = List.of("bpe.txt.gz", "bpe.txt", "vocab.json", "tokenizer.json");

    private final Path folder;
    private final ClipConfig config;
    private final Safetensors weights;

    private ModelFolder(Path folder, ClipConfig config, Safetensors weights) {
        this.folder = folder;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Opens a folder and checks that its weights have the names and shapes that its sizes imply.
     *
     * @throws BadInputException if a file is missing or damaged, or the two do not fit
     */
    public static ModelFolder open(Path folder) {
        FileErrors.requireFolder(folder);
        if (!Files.exists(folder.resolve(CONFIG))) {
            throw new BadInputException(
                    Excerpt.line(folder + ": no config.json, so not a jclip model folder; `jclip convert` makes one"));
        }
        ClipConfig config = ConfigFile.read(folder.resolve(CONFIG));
        Safetensors weights = Safetensors.open(folder.resolve(WEIGHTS));
        try {
            WeightShapes.of(config).forEach((name, shape) -> requireShape(weights, name, shape));
            return new ModelFolder(folder, config, weights);
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
    }

    private static void requireShape(Safetensors weights, String name, Shape expected) {
        Shape actual = weights.tensor(name).shape();
        if (!actual.equals(expected)) {
            throw new BadInputException(Excerpt.line("%s: tensor %s has shape %s, config.json implies %s; convert again"
                    .formatted(weights.file(), name, actual, expected)));
        }
    }

    /** Where it is. */
    public Path path() {
        return folder;
    }

    /** Its sizes and settings. */
    public ClipConfig config() {
        return config;
    }

    /** Its weights, valid until this folder is closed. */
    public Safetensors weights() {
        return weights;
    }

    /**
     * Its vocabulary, in a form that the tokenizer reads.
     *
     * @throws BadInputException if there is none
     */
    public Path vocabulary() {
        return VOCABULARIES.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(
                        () -> new BadInputException(
                                Excerpt.line(
                                        folder
                                                + ": no vocabulary; put bpe_simple_vocab_16e6.txt.gz there as bpe.txt.gz, or convert with --vocab")));
    }

    /**
     * A tokenizer with its vocabulary, which must have as many tokens as the model has token embeddings.
     *
     * @throws BadInputException if there is no vocabulary, or one that does not fit
     */
    public ClipTokenizer tokenizer() {
        return new ClipTokenizer(Vocabulary.read(vocabulary(), config.text().vocabularySize()));
    }

    /** Unmaps the weights. */
    @Override
    public void close() {
        weights.close();
    }
}
