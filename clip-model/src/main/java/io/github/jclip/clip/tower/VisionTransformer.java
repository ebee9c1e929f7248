// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;

/**
 * CLIP's Vision Transformer (Dosovitskiy et al. 2021, as in OpenAI's CLIP): patches and a class token with positions,
 * ln_pre, pre-norm blocks, ln_post of the class token, projection.
 */
public final class VisionTransformer implements ImageTower {
    private final int resolution;
    private final int patchSize;
    private final PackedMatrix patchWeight;
    private final Tensor classEmbedding;
    private final Tensor positions;
    private final ResidualAttentionBlock.Norm lnPre;
    private final Transformer transformer;
    private final ResidualAttentionBlock.Norm lnPost;
    private final PackedMatrix projection;

    VisionTransformer(Parameters visual, int resolution, VitConfig config, TowerSettings settings) {
        this.resolution = resolution;
        this.patchSize = config.patchSize();
        this.patchWeight = visual.convolution("conv1.weight", null, patchSize);
        this.classEmbedding = visual.dense("class_embedding");
        this.positions = visual.dense("positional_embedding");
        this.lnPre = ResidualAttentionBlock.Norm.load(visual.at("ln_pre"), settings.layerNormEpsilon());
        this.transformer = Transformer.load(
                visual.at("transformer"),
                config.layers(),
                settings.layerNormEpsilon(),
                new ResidualAttentionBlock.Settings(config.heads(), false, settings.activation()));
        this.lnPost = ResidualAttentionBlock.Norm.load(visual.at("ln_post"), settings.layerNormEpsilon());
        this.projection = visual.projection("proj");
    }

    @Override
    public int resolution() {
        return resolution;
    }

    @Override
    public int embeddingDim() {
        return projection.outputs();
    }

    @Override
    public Tensor append(Program program, Tensor images) {
        int batch = images.dim(0);
        int grid = resolution / patchSize;
        int width = patchWeight.outputs();
        Tensor classTokens = program.scope().allocate(DType.I32, batch); // zeros
        Tensor x = program.borrow(batch, grid * grid + 1, width);
        appendPatches(program, images, x, grid);
        Tensor classRow = x.select(1, 0);
        program.add(new Add(
                classEmbedding.expand(batch, width), positions.select(0, 0).expand(batch, width), classRow));
        program.add(lnPre.op(x, x));
        program.stage("visual.ln_pre", x);
        Tensor pooled = transformer.append(program, x, new Pooling(classTokens), "visual.");
        program.add(lnPost.op(pooled, pooled));
        program.stage("visual.ln_post", pooled);
        Tensor embeddings = program.allocate(batch, embeddingDim());
        program.add(new Linear(pooled, projection, Epilogue.NONE, embeddings));
        program.giveBack(pooled);
        program.giveBack(x);
        return embeddings;
    }

    /** Patch embedding straight into tokens 1 to grid², the positions added as the convolution's residual. */
    private void appendPatches(Program program, Tensor images, Tensor x, int grid) {
        int batch = x.dim(0);
        int width = x.dim(2);
        int patches = grid * grid;
        Tensor patchPositions =
                positions.slice(0, 1, patches + 1).expand(batch, patches, width).unflatten(1, grid, grid);
        program.add(new Convolution(
                images.permute(0, 2, 3, 1),
                patchWeight,
                patchSize,
                patchSize,
                0,
                Epilogue.NONE.withResidual(patchPositions),
                x.slice(1, 1, patches + 1).unflatten(1, grid, grid)));
        program.stage("visual.patches", x);
    }
}
