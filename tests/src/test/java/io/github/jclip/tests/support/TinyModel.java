// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.PreprocessingConfig;
import io.github.jclip.clip.TextConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.convert.ConvertRequest;
import io.github.jclip.convert.Converter;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tests.golden.Golden;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A CLIP of a few hundred kilobytes with formula weights and the vocabulary that the project carries. */
public final class TinyModel {
    public static final int EMBEDDING_DIM = 24;

    /** The vocabulary that goes with it. */
    public static final Path VOCABULARY = Golden.compactFolder("tokenizer").resolve("bpe.txt.gz");

    private static final int WIDTH = 64;
    private static final int LAYERS = 2;

    private TinyModel() {}

    /** Its sizes. */
    public static ClipConfig config() {
        return config(EMBEDDING_DIM);
    }

    /** Its sizes with embeddings of another length. */
    public static ClipConfig config(int embeddingDim) {
        int vocabularySize = ClipTokenizer.read(VOCABULARY).vocabularySize();
        return new ClipConfig(
                embeddingDim,
                32,
                new VitConfig(WIDTH, LAYERS, 1, 16),
                new TextConfig(77, vocabularySize, WIDTH, 1, LAYERS),
                Activation.QUICK_GELU,
                ClipConfig.DEFAULT_LAYER_NORM_EPSILON,
                PreprocessingConfig.OPENAI,
                Optional.empty());
    }

    /** Writes its checkpoint, safetensors of OpenAI's names. */
    public static Path writeCheckpoint(Path file) {
        return writeCheckpoint(file, config());
    }

    /** Writes the checkpoint of a model of any sizes. */
    public static Path writeCheckpoint(Path file, ClipConfig config) {
        try (Scope scope = Scope.ofHost()) {
            SafetensorsWriter.write(file, FormulaWeights.of(config, "", scope), Map.of());
            return file;
        }
    }

    /** Makes its model folder. */
    public static Path make(Path folder) {
        return make(folder, config());
    }

    /** Makes the folder of a model of any sizes with this vocabulary. */
    public static Path make(Path folder, ClipConfig config) {
        Path checkpoint = writeCheckpoint(folder.resolveSibling(folder.getFileName() + ".safetensors"), config);
        Converter.convert(
                new ConvertRequest(checkpoint, folder, Optional.of(VOCABULARY), Optional.empty(), Optional.empty()));
        return folder;
    }

    /** Its towers, without a model folder. */
    public static DirectTowers towers(Device device, Scope scope) {
        Map<String, Tensor> weights = FormulaWeights.of(config(), "", scope);
        return new DirectTowers(config(), weights::get, ClipTokenizer.read(VOCABULARY), device);
    }
}
