// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.AveragePoolBackward;
import java.util.ArrayList;
import java.util.List;

/** A {@link ModifiedResNet} forward and backward, its batch normalisations apart from the convolutions. */
final class TrainableResNet implements TrainableImageLayers {
    private static final int STAGES = 4;

    private final int resolution;
    private final List<TrainableConvolution> stem;
    private final List<TrainableBottleneck> blocks = new ArrayList<>();
    private final TrainableAttentionPool pool;

    TrainableResNet(TrainableParameters visual, int resolution, ResNetConfig config, TrainingSettings training) {
        if (!training.prompts().isEmpty()) {
            throw new IllegalArgumentException("a ResNet has no tokens that prompts could join");
        }
        this.resolution = resolution;
        this.stem = List.of(
                TrainableConvolution.load(visual, "conv1", "bn1", 2, training),
                TrainableConvolution.load(visual, "conv2", "bn2", 1, training),
                TrainableConvolution.load(visual, "conv3", "bn3", 1, training));
        for (int stage = 0; stage < STAGES; stage++) {
            TrainableParameters layer = visual.at("layer" + (stage + 1));
            for (int block = 0; block < config.layers().get(stage); block++) {
                int stride = block == 0 && stage > 0 ? 2 : 1;
                blocks.add(TrainableBottleneck.load(layer.at(Integer.toString(block)), stride, block == 0, training));
            }
        }
        this.pool = TrainableAttentionPool.load(visual.at("attnpool"), config.heads());
    }

    @Override
    public TowerPass.Unrolled unroll(Program program, int batch) {
        Tensor images = program.allocate(batch, 3, resolution, resolution);
        Tensor embeddings = program.allocate(batch, pool.embeddingDim());
        Tensor dembeddings = program.allocate(batch, pool.embeddingDim());
        List<TrainableConvolution.Saved> stemSaved = new ArrayList<>();
        Tensor x = images.permute(0, 2, 3, 1);
        for (TrainableConvolution layer : stem) {
            stemSaved.add(layer.forward(program, x, Activation.RELU));
            x = stemSaved.getLast().y();
        }
        Tensor pooled = program.borrow(batch, x.dim(1) / 2, x.dim(2) / 2, x.dim(3));
        program.add(new AveragePool(x, 2, pooled));
        List<TrainableBottleneck.Saved> saved = new ArrayList<>();
        x = pooled;
        for (TrainableBottleneck block : blocks) {
            saved.add(block.forward(program, x));
            x = saved.getLast().y();
        }
        int size = x.dim(1);
        TrainableAttentionPool.Saved poolSaved = pool.forward(program, x, embeddings);
        int forwardOps = program.size();

        Tensor gradient = pool.backward(program, poolSaved, dembeddings, size);
        for (int i = blocks.size() - 1; i >= 0; i--) {
            gradient = blocks.get(i).backward(program, saved.get(i), gradient);
        }
        program.giveBack(pooled);
        stemBackward(program, stemSaved, gradient);
        return new TowerPass.Unrolled(images, null, embeddings, dembeddings, null, forwardOps);
    }

    /** The gradient of the images is not wanted: they are data. */
    private void stemBackward(Program program, List<TrainableConvolution.Saved> saved, Tensor dpooled) {
        Tensor gradient = program.borrow(saved.getLast().y().shape().toArray());
        program.add(new AveragePoolBackward(dpooled, 2, gradient));
        program.giveBack(dpooled);
        for (int i = stem.size() - 1; i >= 0; i--) {
            TrainableConvolution.reluBackward(program, saved.get(i).y(), gradient);
            Tensor dx = stem.get(i).backward(program, saved.get(i), gradient, i > 0);
            program.giveBack(gradient);
            gradient = dx;
        }
    }
}
