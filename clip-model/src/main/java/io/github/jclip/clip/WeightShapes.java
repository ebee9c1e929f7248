// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import io.github.jclip.clip.VisionConfig.ResNetConfig;
import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** The tensors of a model: OpenAI's names and the shapes that its sizes imply. */
public final class WeightShapes {
    private static final int COLOURS = 3;
    private static final int MLP_EXPANSION = 4;
    private static final int BOTTLENECK_EXPANSION = 4;

    private final SequencedMap<String, Shape> shapes = new LinkedHashMap<>();

    private WeightShapes() {}

    /** All tensors that inference needs, in the order of OpenAI's modules; counters and constants are left out. */
    public static SequencedMap<String, Shape> of(ClipConfig config) {
        WeightShapes weights = new WeightShapes();
        weights.addText(config.text(), config.embeddingDim());
        switch (config.vision()) {
            case VitConfig vit -> weights.addVit(vit, config.gridSize(), config.embeddingDim());
            case ResNetConfig resNet -> weights.addResNet(resNet, config.gridSize(), config.embeddingDim());
        }
        return Collections.unmodifiableSequencedMap(weights.shapes);
    }

    private void add(String name, int... dims) {
        shapes.put(name, Shape.of(dims));
    }

    private void addText(TextConfig text, int embeddingDim) {
        add("positional_embedding", text.contextLength(), text.width());
        add("text_projection", text.width(), embeddingDim);
        add("logit_scale");
        addBlocks("transformer.", text.width(), text.layers());
        add("token_embedding.weight", text.vocabularySize(), text.width());
        addNorm("ln_final.", text.width());
    }

    private void addVit(VitConfig vit, int gridSize, int embeddingDim) {
        int width = vit.width();
        add("visual.class_embedding", width);
        add("visual.positional_embedding", gridSize * gridSize + 1, width);
        add("visual.proj", width, embeddingDim);
        add("visual.conv1.weight", width, COLOURS, vit.patchSize(), vit.patchSize());
        addNorm("visual.ln_pre.", width);
        addBlocks("visual.transformer.", width, vit.layers());
        addNorm("visual.ln_post.", width);
    }

    private void addBlocks(String prefix, int width, int layers) {
        for (int i = 0; i < layers; i++) {
            String block = prefix + "resblocks." + i + ".";
            addLinear(block + "attn.in_proj_", 3 * width, width);
            addLinear(block + "attn.out_proj.", width, width);
            addNorm(block + "ln_1.", width);
            addLinear(block + "mlp.c_fc.", MLP_EXPANSION * width, width);
            addLinear(block + "mlp.c_proj.", width, MLP_EXPANSION * width);
            addNorm(block + "ln_2.", width);
        }
    }

    private void addLinear(String prefix, int outputs, int inputs) {
        add(prefix + "weight", outputs, inputs);
        add(prefix + "bias", outputs);
    }

    private void addNorm(String prefix, int width) {
        add(prefix + "weight", width);
        add(prefix + "bias", width);
    }

    private void addResNet(ResNetConfig resNet, int gridSize, int embeddingDim) {
        int width = resNet.width();
        addConvolution("visual.", 1, width / 2, COLOURS, 3);
        addConvolution("visual.", 2, width / 2, width / 2, 3);
        addConvolution("visual.", 3, width, width / 2, 3);
        int channels = width;
        for (int stage = 0; stage < resNet.layers().size(); stage++) {
            int planes = width << stage;
            for (int block = 0; block < resNet.layers().get(stage); block++) {
                addBottleneck("visual.layer%d.%d.".formatted(stage + 1, block), channels, planes, block == 0);
                channels = planes * BOTTLENECK_EXPANSION;
            }
        }
        add("visual.attnpool.positional_embedding", gridSize * gridSize + 1, channels);
        addLinear("visual.attnpool.k_proj.", channels, channels);
        addLinear("visual.attnpool.q_proj.", channels, channels);
        addLinear("visual.attnpool.v_proj.", channels, channels);
        addLinear("visual.attnpool.c_proj.", embeddingDim, channels);
    }

    /** OpenAI's blocks have a projected shortcut exactly where a stage begins. */
    private void addBottleneck(String prefix, int inputs, int planes, boolean first) {
        int outputs = planes * BOTTLENECK_EXPANSION;
        addConvolution(prefix, 1, planes, inputs, 1);
        addConvolution(prefix, 2, planes, planes, 3);
        addConvolution(prefix, 3, outputs, planes, 1);
        if (first) {
            add(prefix + "downsample.0.weight", outputs, inputs, 1, 1);
            addBatchNorm(prefix + "downsample.1.", outputs);
        }
    }

    private void addConvolution(String prefix, int index, int outputs, int inputs, int kernel) {
        add(prefix + "conv" + index + ".weight", outputs, inputs, kernel, kernel);
        addBatchNorm(prefix + "bn" + index + ".", outputs);
    }

    private void addBatchNorm(String prefix, int width) {
        addNorm(prefix, width);
        add(prefix + "running_mean", width);
        add(prefix + "running_var", width);
    }
}
