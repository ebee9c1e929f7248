// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Map;

/**
 * A text tower's weights and tokens.
 *
 * @param config of the whole model
 * @param weights F32 by OpenAI's names, without those of the image tower
 * @param tokens [N][77], zeros after the end of a text; the output is [N, E], not normalised
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier, compared with nothing
public record TextTowerTrial(TextTowerCase benchCase, ClipConfig config, Map<String, Tensor> weights, int[][] tokens)
        implements Trial {

    private Tower load(Device device, Scope scope) {
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        TextEncoder encoder = new TextEncoder(device, weights::get, config.text(), settings);
        Tensor embeddings = scope.allocate(DType.F32, tokens.length, encoder.embeddingDim());
        return new Tower(() -> encoder.encode(tokens, embeddings), embeddings, encoder::close);
    }

    @Override
    public Work work() {
        return CountingDevice.count(this::load);
    }

    @Override
    public Contender jclip(int threads) {
        return new TowerContender(this::load, threads);
    }

    @Override
    public double tolerance(float[] output) {
        int width = config.text().width();
        return TowerContender.tolerance(6 * config.text().layers() + 1, 4 * width, output);
    }
}
