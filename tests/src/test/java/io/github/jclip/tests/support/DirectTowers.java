// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.image.ImageDecoder;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;

/** A model's towers fed straight from weights in memory: no checkpoint, no converter, no model folder, no command. */
public final class DirectTowers {
    private final ClipConfig config;
    private final WeightSource weights;
    private final ClipTokenizer tokenizer;
    private final Device device;

    public DirectTowers(ClipConfig config, WeightSource weights, ClipTokenizer tokenizer, Device device) {
        this.config = config;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.device = device;
    }

    /** The embeddings of image files, in one batch. */
    public Value images(List<Path> files) {
        int resolution = config.imageResolution();
        Preprocessing preprocessing = Preprocessing.clip(resolution);
        try (ImageEncoder encoder = new ImageEncoder(device, weights, config.vision(), resolution, settings());
                Scope scope = Scope.ofHost()) {
            Tensor batch = scope.allocate(DType.F32, files.size(), 3, resolution, resolution);
            for (int i = 0; i < files.size(); i++) {
                preprocessing.apply(ImageDecoder.decode(files.get(i)), batch.select(0, i));
            }
            Tensor embeddings = scope.allocate(DType.F32, files.size(), config.embeddingDim());
            encoder.encode(batch, embeddings);
            return Value.of(embeddings);
        }
    }

    /** The embeddings of texts, in one batch. */
    public Value texts(List<String> texts) {
        try (TextEncoder encoder = new TextEncoder(device, weights, config.text(), settings());
                Scope scope = Scope.ofHost()) {
            Tensor embeddings = scope.allocate(DType.F32, texts.size(), config.embeddingDim());
            encoder.encode(tokenizer.tokenize(texts, config.text().contextLength(), false), embeddings);
            return Value.of(embeddings);
        }
    }

    private TowerSettings settings() {
        return new TowerSettings(config.activation(), config.layerNormEpsilon());
    }
}
