// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.clip.tower.ImageEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Map;

/**
 * An image tower's weights and images.
 *
 * @param config of the whole model
 * @param weights F32 by OpenAI's names, {@code visual.…}
 * @param images normalised, F32 [B, 3, R, R]; the output is [B, E], not normalised
 */
public record ImageTowerTrial(ImageTowerCase benchCase, ClipConfig config, Map<String, Tensor> weights, Tensor images)
        implements Trial {

    private Tower load(Device device, Scope scope) {
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        ImageEncoder encoder =
                new ImageEncoder(device, weights::get, config.vision(), config.imageResolution(), settings);
        Tensor embeddings = scope.allocate(DType.F32, images.dim(0), encoder.embeddingDim());
        return new Tower(() -> encoder.encode(images, embeddings), embeddings, encoder::close);
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
        return switch (config.vision()) {
            case VitConfig vit -> TowerContender.tolerance(6 * vit.layers() + 2, 4 * vit.width(), output);
            case ResNetConfig resNet -> {
                int blocks =
                        resNet.layers().stream().mapToInt(Integer::intValue).sum();
                yield TowerContender.tolerance(3 * blocks + 7, 9 * 8 * resNet.width(), output);
            }
        };
    }
}
