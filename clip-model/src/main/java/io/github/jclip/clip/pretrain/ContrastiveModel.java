// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.pretrain;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.tokenizer.ClipTokenizer;
import io.github.jclip.clip.tower.PairLoss;
import io.github.jclip.clip.tower.TowerPass;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.clip.tower.TrainableImageTower;
import io.github.jclip.clip.tower.TrainableTextTower;
import io.github.jclip.clip.tower.TrainingSettings;
import io.github.jclip.clip.tower.WeightSource;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.optim.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A whole CLIP in training, for batches of one size: both towers and the temperature. Nothing is allocated while it runs.
 * Not safe for several threads.
 */
public final class ContrastiveModel implements AutoCloseable {
    private final Device device;
    private final TrainableImageTower imageTower;
    private final TrainableTextTower textTower;
    private final TowerPass images;
    private final TowerPass texts;
    private final PairLoss loss;

    /**
     * Loads a model onto a device.
     *
     * @param source tensors by OpenAI's names, which must stay alive as long as the model
     * @param pairs N, at least 2: a pair is told from the others of its batch
     */
    public ContrastiveModel(
            Device device, WeightSource source, ClipConfig config, TrainingSettings training, int pairs) {
        this.device = device;
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        imageTower =
                new TrainableImageTower(device, source, config.vision(), config.imageResolution(), settings, training);
        textTower = new TrainableTextTower(device, source, config.text(), settings, training);
        images = imageTower.open(pairs);
        texts = textTower.open(pairs, config.text().contextLength());
        double logScale = source.tensor("logit_scale").getFlat(0);
        loss = new PairLoss(device, pairs, config.embeddingDim(), logScale);
    }

    /** All that is trained, by OpenAI's names; convolutions as matrices. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(imageTower.parameters());
        parameters.addAll(textTower.parameters());
        parameters.add(loss.logScale());
        return List.copyOf(parameters);
    }

    /** All that a checkpoint holds of the model: parameters and running statistics, by OpenAI's names. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new HashMap<>(imageTower.statistics());
        parameters().forEach(parameter -> state.put(parameter.name(), parameter.value()));
        return state;
    }

    /** Where the images of a batch go, [N, 3, R, R] on the device. */
    public Tensor images() {
        return images.input();
    }

    /**
     * Sets the captions of a batch.
     *
     * @param tokens N rows of the context's length, as {@link ClipTokenizer#tokenize} makes them
     */
    public void setTexts(int[][] tokens) {
        for (int i = 0; i < tokens.length; i++) {
            for (int j = 0; j < tokens[i].length; j++) {
                texts.input().set(tokens[i][j], i, j);
            }
            texts.ends().set(ClipTokenizer.endPosition(tokens[i]), i);
        }
    }

    /** The loss of the batch, and the gradients of all parameters. */
    public double computeGradients() {
        imageTower.clearGradients();
        textTower.clearGradients();
        device.execute(new Fill(0, loss.logScale().gradient()));
        images.forward();
        texts.forward();
        device.copy(images.embeddings(), loss.images());
        device.copy(texts.embeddings(), loss.texts());
        loss.run();
        device.copy(loss.dimages(), images.dembeddings());
        device.copy(loss.dtexts(), texts.dembeddings());
        images.backward();
        texts.backward();
        return loss.loss();
    }

    /** Must be called after an optimiser has moved the parameters. */
    public void parametersChanged() {
        loss.clampLogScale();
        imageTower.parametersChanged();
        textTower.parametersChanged();
    }

    @Override
    public void close() {
        loss.close();
        texts.close();
        images.close();
        textTower.close();
        imageTower.close();
    }
}
