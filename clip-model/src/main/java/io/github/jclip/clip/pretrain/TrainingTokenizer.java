// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.pretrain.Recipe.DrawnWorld;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tokenizer.TokenizerFiles;
import io.github.jclip.clip.tokenizer.Vocabulary;
import io.github.jclip.clip.tokenizer.VocabularyTrainer;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The tokenizer of a training: with the vocabulary that the recipe gives, or one learnt from the captions.
 *
 * @param tokenizer reads captions
 * @param copyTo writes its vocabulary into a model folder
 */
record TrainingTokenizer(ClipTokenizer tokenizer, Consumer<Path> copyTo) {
    private static final String MERGES = "bpe.txt";

    /**
     * The tokenizer of a training that begins; nothing is written yet.
     *
     * @throws io.github.jclip.tensor.BadInputException if the given vocabulary cannot be read or has another size, or a
     *     caption is too long
     */
    static TrainingTokenizer of(Recipe recipe, PairSource source) {
        int size = recipe.model().text().vocabularySize();
        TrainingTokenizer chosen =
                recipe.vocabulary().map(file -> given(file, size)).orElseGet(() -> learnt(source, size));
        boolean cuts = switch (recipe.data()) {
            case DrawnWorld _ -> true;
            case ImageFilePairs files -> files.truncate();
        };
        if (!cuts) {
            source.requireFitting(chosen.tokenizer(), recipe.model().text().contextLength());
        }
        return chosen;
    }

    private static TrainingTokenizer given(Path file, int size) {
        TokenizerFiles files = TokenizerFiles.given(file);
        return new TrainingTokenizer(new ClipTokenizer(Vocabulary.read(file, size)), files::copyTo);
    }

    private static TrainingTokenizer learnt(PairSource source, int size) {
        VocabularyTrainer trainer = new VocabularyTrainer();
        source.forEachCaption(trainer::read);
        Path file = null;
        try {
            file = Files.createTempFile("jclip-", "-" + MERGES);
            trainer.write(file, size);
            byte[] merges = Files.readAllBytes(file);
            return new TrainingTokenizer(
                    ClipTokenizer.read(file), folder -> AtomicFile.write(folder.resolve(MERGES), merges));
        } catch (IOException e) {
            throw FileErrors.writing(file == null ? Path.of(System.getProperty("java.io.tmpdir")) : file, e);
        } finally {
            if (file != null) {
                AtomicFile.delete(file);
            }
        }
    }
}
