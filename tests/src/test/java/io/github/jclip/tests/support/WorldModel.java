// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.ConfigFile;
import io.github.jclip.clip.ModelFolder;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.pretrain.InitialWeights;
import io.github.jclip.clip.tokenizer.VocabularyTrainer;
import io.github.jclip.clip.world.World;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A small model with the vocabulary of the drawn world, before any training: quick to run, and right by chance only. */
public final class WorldModel {
    private static final int CAPTIONS = 500;
    private static final int MOST_TOKENS = 800;

    private WorldModel() {}

    /** Makes its model folder. */
    public static Path make(Path folder) throws IOException {
        Files.createDirectories(folder);
        VocabularyTrainer vocabulary = new VocabularyTrainer();
        World world = new World(1, 8);
        for (int i = 0; i < CAPTIONS; i++) {
            vocabulary.read(world.trainingPicture(i).caption());
        }
        ClipConfig config = config(vocabulary.write(folder.resolve("bpe.txt"), MOST_TOKENS));
        AtomicFile.write(folder.resolve(ModelFolder.CONFIG), ConfigFile.toJson(config));
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(folder.resolve(ModelFolder.WEIGHTS), InitialWeights.of(config, 1, scope), Map.of());
        }
        return folder;
    }

    private static ClipConfig config(int tokens) {
        return new ClipConfig(
                16,
                32,
                new VitConfig(64, 1, 1, 16),
                new TextConfig(24, tokens, 64, 1, 1),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }
}
