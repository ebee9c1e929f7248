// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AveragePool;
import java.util.ArrayList;
import java.util.List;

/**
 * CLIP's ResNet: a stem of three convolutions, four stages of {@linkplain Bottleneck bottlenecks} with anti-aliased
 * striding, and an {@linkplain AttentionPool attention pool}. Batch normalisation is folded into the convolutions;
 * activations are channels-last.
 */
public final class ModifiedResNet implements ImageTower {
    private static final int STAGES = 4;

    private final int resolution;
    private final List<FoldedConvolution> stem;
    private final List<List<Bottleneck>> stages;
    private final AttentionPool pool;

    ModifiedResNet(Parameters visual, int resolution, ResNetConfig config) {
        this.resolution = resolution;
        this.stem = List.of(
                FoldedConvolution.load(visual, "conv1", "bn1", 2),
                FoldedConvolution.load(visual, "conv2", "bn2", 1),
                FoldedConvolution.load(visual, "conv3", "bn3", 1));
        this.stages = new ArrayList<>();
        for (int stage = 0; stage < STAGES; stage++) {
            stages.add(loadStage(visual, stage, config.layers().get(stage)));
        }
        this.pool = AttentionPool.load(visual.at("attnpool"), config.heads());
    }

    /**
     * Every stage's first block changes the width, so it has a convolution in its shortcut; from the second on it
     * strides.
     */
    private static List<Bottleneck> loadStage(Parameters visual, int stage, int blocks) {
        Parameters layer = visual.at("layer" + (stage + 1));
        List<Bottleneck> loaded = new ArrayList<>();
        for (int block = 0; block < blocks; block++) {
            int stride = block == 0 && stage > 0 ? 2 : 1;
            loaded.add(Bottleneck.load(layer.at(Integer.toString(block)), stride, block == 0));
        }
        return loaded;
    }

    @Override
    public int resolution() {
        return resolution;
    }

    @Override
    public int embeddingDim() {
        return pool.embeddingDim();
    }

    @Override
    public Tensor append(Program program, Tensor images) {
        Tensor x = appendStem(program, images);
        for (int stage = 0; stage < STAGES; stage++) {
            List<Bottleneck> blocks = stages.get(stage);
            for (int block = 0; block < blocks.size(); block++) {
                x = blocks.get(block).append(program, x);
                program.stage("visual.layer%d.%d".formatted(stage + 1, block), x);
            }
        }
        Tensor embeddings = pool.append(program, x);
        program.stage("visual.attnpool", embeddings);
        return embeddings;
    }

    private Tensor appendStem(Program program, Tensor images) {
        Tensor first = stem.get(0).appendRelu(program, images.permute(0, 2, 3, 1));
        program.stage("visual.relu1", first);
        Tensor second = stem.get(1).appendRelu(program, first);
        program.stage("visual.relu2", second);
        program.giveBack(first);
        Tensor third = stem.get(2).appendRelu(program, second);
        program.stage("visual.relu3", third);
        program.giveBack(second);
        Tensor pooled = program.borrow(third.dim(0), third.dim(1) / 2, third.dim(2) / 2, third.dim(3));
        program.add(new AveragePool(third, 2, pooled));
        program.giveBack(third);
        program.stage("visual.stem", pooled);
        return pooled;
    }
}
