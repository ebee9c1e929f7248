// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import io.github.jclip.clip.tower.PairLoss;
import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.clip.tower.TrainableImageTower;
import io.github.jclip.clip.tower.TrainableTextTower;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.optim.Parameter;
import io.github.jclip.tests.support.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a forward and a backward pass of CLIP's contrastive loss through both towers of a model give.
 *
 * @param gradients by OpenAI's names, in the shapes of the stored weights
 * @param statistics running statistics of batch normalisations after the pass
 */
record ContrastiveStep(double loss, Map<String, Value> gradients, Map<String, Value> statistics) {

    /**
     * Runs both passes on a device.
     *
     * @param images [B, 3, R, R], host memory
     * @param texts token ids [B, T], host memory
     */
    static ContrastiveStep run(
            Device device, GoldenTowers towers, Tensor images, Tensor texts, TrainingSettings training) {
        try (TrainableImageTower imageTower = towers.images(device, training);
                TrainableTextTower textTower = towers.texts(device, training);
                TowerPass imagePass = imageTower.open(images.dim(0));
                TowerPass textPass = textTower.open(texts.dim(0), texts.dim(1));
                PairLoss loss =
                        new PairLoss(device, images.dim(0), towers.config().embeddingDim(), towers.logScale())) {
            imagePass.setInput(images);
            GoldenTowers.setTokens(device, textPass, texts);
            GoldenTowers.setEnds(device, textPass, texts);
            imagePass.forward();
            textPass.forward();
            device.copy(imagePass.embeddings(), loss.images());
            device.copy(textPass.embeddings(), loss.texts());
            loss.run();
            device.copy(loss.dimages(), imagePass.dembeddings());
            device.copy(loss.dtexts(), textPass.dembeddings());
            imagePass.backward();
            textPass.backward();
            Map<String, Value> gradients = new HashMap<>();
            gradients.put(
                    "logit_scale", Value.of(device, loss.logScale().gradient().select(0, 0)));
            List<Parameter> parameters = new ArrayList<>(imageTower.parameters());
            parameters.addAll(textTower.parameters());
            for (Parameter parameter : parameters) {
                Tensor stored = towers.weights().get(parameter.name());
                gradients.put(parameter.name(), Value.of(device, likeStored(parameter.gradient(), stored)));
            }
            Map<String, Value> statistics = new HashMap<>();
            imageTower.statistics().forEach((name, value) -> statistics.put(name, Value.of(device, value)));
            return new ContrastiveStep(loss.loss(), gradients, statistics);
        }
    }

    /** Ours are matrices [N, kernel·kernel·C] where convolutions are stored as [N, C, kernel, kernel]. */
    private static Tensor likeStored(Tensor gradient, Tensor stored) {
        return stored.rank() == 4
                ? gradient.unflatten(1, stored.dim(2), stored.dim(3), stored.dim(1))
                        .permute(0, 3, 1, 2)
                : gradient;
    }

    /** A softmax does not feel what is added to all scores of a query, so the bias of the keys has no gradient at all. */
    static String scaleOf(String parameter) {
        return parameter.endsWith("k_proj.bias") ? parameter.replace("bias", "weight") : parameter;
    }
}
