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
import io.github.jclip.tensor.Scope;
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
 *
 * <p>The towers take a batch whole, or in parts of bounded memory: then they embed all parts first, the loss gives the
 * gradients of all embeddings, and each part is embedded again for its backward pass (Gao et al. 2021). A ResNet in
 * training sees the statistics of its part then.
 */
public final class ContrastiveModel implements AutoCloseable {
    private final Device device;
    private final int pairs;
    private final int part;
    private final int contextLength;
    private final TrainableImageTower imageTower;
    private final TrainableTextTower textTower;
    private final PairLoss loss;
    private TowerPass images;
    private TowerPass texts;

    /**
     * Loads a model onto a device.
     *
     * @param source tensors by OpenAI's names, which must stay alive as long as the model
     * @param pairs N, at least 2: a pair is told from the others of its batch
     * @param part how many of them go through the towers at once, a divisor of N
     */
    public ContrastiveModel(
            Device device, WeightSource source, ClipConfig config, TrainingSettings training, int pairs, int part) {
        if (part < 1 || pairs % part != 0) {
            throw new IllegalArgumentException("parts of %d in a batch of %d".formatted(part, pairs));
        }
        this.device = device;
        this.pairs = pairs;
        this.part = part;
        this.contextLength = config.text().contextLength();
        TowerSettings settings = new TowerSettings(config.activation(), config.layerNormEpsilon());
        double logScale = source.tensor("logit_scale").getFlat(0);
        loss = new PairLoss(device, pairs, config.embeddingDim(), logScale);
        imageTower =
                new TrainableImageTower(device, source, config.vision(), config.imageResolution(), settings, training);
        textTower = new TrainableTextTower(device, source, config.text(), settings, training);
    }

    /** Bytes that {@link #open} takes for activations and their gradients. */
    public long activationBytes() {
        return imageTower.activationBytes(part) + textTower.activationBytes(part, contextLength);
    }

    /** Takes the memory of a batch's activations; once, before the first batch. */
    public void open() {
        images = imageTower.open(part);
        texts = textTower.open(part, contextLength);
    }

    /** All that is trained, by OpenAI's names; convolutions as matrices. */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>(imageTower.parameters());
        parameters.addAll(textTower.parameters());
        parameters.add(loss.logScale());
        return List.copyOf(parameters);
    }

    /** The logarithm of what cosines are multiplied with, [1] on the device. */
    public Tensor logScale() {
        return loss.logScale().value();
    }

    /** All that a checkpoint holds of the model: parameters and running statistics, by OpenAI's names. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new HashMap<>(imageTower.statistics());
        parameters().forEach(parameter -> state.put(parameter.name(), parameter.value()));
        return state;
    }

    /**
     * The loss of a batch, and the gradients of all parameters.
     *
     * @param batch normalised images, F32 [N, 3, R, R], host
     * @param tokens N rows of the context's length, as {@link ClipTokenizer#tokenize} makes them
     */
    public double computeGradients(Tensor batch, int[][] tokens) {
        imageTower.clearGradients();
        textTower.clearGradients();
        device.execute(new Fill(0, loss.logScale().gradient()));
        for (int from = 0; from < pairs; from += part) {
            embed(batch, tokens, from);
            device.copy(images.embeddings(), loss.images().slice(0, from, from + part));
            device.copy(texts.embeddings(), loss.texts().slice(0, from, from + part));
        }
        loss.run();
        for (int from = 0; from < pairs; from += part) {
            if (part < pairs) {
                embed(batch, tokens, from);
            }
            device.copy(loss.dimages().slice(0, from, from + part), images.dembeddings());
            device.copy(loss.dtexts().slice(0, from, from + part), texts.dembeddings());
            images.backward();
            texts.backward();
        }
        return loss.loss();
    }

    private void embed(Tensor batch, int[][] tokens, int from) {
        images.setInput(batch.slice(0, from, from + part));
        setTexts(tokens, from);
        images.forward();
        texts.forward();
    }

    private void setTexts(int[][] tokens, int from) {
        int[] ids = new int[part * contextLength];
        int[] ends = new int[part];
        for (int i = 0; i < part; i++) {
            System.arraycopy(tokens[from + i], 0, ids, i * contextLength, contextLength);
            ends[i] = ClipTokenizer.endPosition(tokens[from + i]);
        }
        try (Scope host = Scope.ofHost()) {
            device.copy(Tensor.ofInts(host, ids, part, contextLength), texts.input());
            device.copy(Tensor.ofInts(host, ends, part), texts.ends());
        }
    }

    /** Must be called after an optimiser has moved the parameters. */
    public void parametersChanged() {
        loss.clampLogScale();
        imageTower.parametersChanged();
        textTower.parametersChanged();
    }

    @Override
    public void close() {
        if (images != null) {
            texts.close();
            images.close();
        }
        loss.close();
        textTower.close();
        imageTower.close();
    }
}
