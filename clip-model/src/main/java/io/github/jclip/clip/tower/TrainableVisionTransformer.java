// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.VisionConfig.VitConfig;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.Epilogue;
import java.util.List;

/** A {@link VisionTransformer} forward and backward. */
final class TrainableVisionTransformer implements TrainableImageLayers {
    private final int resolution;
    private final int patchSize;
    private final TrainableVector patchMatrix;
    private final PackedMatrix patchWeight;
    private final TrainableVector classEmbedding;
    private final TrainableVector positions;
    private final TrainableNorm lnPre;
    private final TrainableTransformer transformer;
    private final TrainableNorm lnPost;
    private final TrainableMatrix projection;
    private final List<PromptTokens> inputPrompts;

    TrainableVisionTransformer(
            TrainableParameters visual,
            int resolution,
            VitConfig config,
            TowerSettings settings,
            TrainingSettings training) {
        this.resolution = resolution;
        this.patchSize = config.patchSize();
        Tensor stored = visual.stored("conv1.weight");
        this.patchMatrix = visual.register(
                "conv1.weight", visual.onDevice(ConvolutionWeights.channelsLast(stored, null, DType.F32)));
        this.patchWeight = visual.packConvolution(patchMatrix.value(), patchSize, patchSize, patchMatrix.trained());
        this.classEmbedding = visual.vector("class_embedding");
        this.positions = visual.vector("positional_embedding");
        this.lnPre = TrainableNorm.load(visual.at("ln_pre"), settings.layerNormEpsilon());
        this.transformer = TrainableTransformer.load(
                visual.at("transformer"),
                config.layers(),
                settings.layerNormEpsilon(),
                new ResidualAttentionBlock.Settings(config.heads(), false, settings.activation()),
                training);
        this.lnPost = TrainableNorm.load(visual.at("ln_post"), settings.layerNormEpsilon());
        this.projection = visual.projection("proj");
        this.inputPrompts =
                training.prompts().stream().filter(it -> it.layer() == 0).toList();
    }

    @Override
    public TowerPass.Unrolled unroll(Program program, int batch) {
        int patches = (resolution / patchSize) * (resolution / patchSize);
        int width = patchWeight.outputs();
        int prompts = inputPrompts.stream().mapToInt(PromptTokens::count).sum();
        int tokens = 1 + patches + prompts;
        Tensor images = program.allocate(batch, 3, resolution, resolution);
        Tensor classTokens = program.scope().allocate(DType.I32, batch); // zeros
        Tensor embeddings = program.allocate(batch, projection.outputs());
        Tensor dembeddings = program.allocate(batch, projection.outputs());

        Tensor embedded = program.borrow(batch, tokens, width);
        embed(program, images, embedded, patches);
        Tensor x = program.borrow(batch, tokens, width);
        lnPre.forward(program, embedded, x);
        boolean inputTrained = inputTrained();
        if (!inputTrained) {
            program.giveBack(embedded);
        }
        TrainableTransformer.Forward forward = transformer.forward(
                program, x, new Pooling(classTokens), inputTrained, prompt -> tokens - prompt.count());
        Tensor pooled = forward.pooled();
        Tensor normalised = program.borrow(batch, width);
        lnPost.forward(program, pooled, normalised);
        projection.forward(program, normalised, null, embeddings);
        int forwardOps = program.size();

        projection.addGradients(program, normalised, dembeddings);
        projection.backward(program, dembeddings, normalised);
        lnPost.backward(program, pooled, normalised, null, normalised);
        program.giveBack(pooled);
        Tensor dx = transformer.backward(program, forward, normalised);
        if (inputTrained) {
            lnPre.backward(program, embedded, dx, null, dx);
            embedBackward(program, images, dx, patches);
        }
        return new TowerPass.Unrolled(images, null, embeddings, dembeddings, null, forwardOps);
    }

    private boolean inputTrained() {
        return !inputPrompts.isEmpty()
                || lnPre.trained()
                || positions.trained()
                || classEmbedding.trained()
                || patchMatrix.trained();
    }

    /** Patches, class token and prompts with the positions of the first two. */
    private void embed(Program program, Tensor images, Tensor embedded, int patches) {
        int batch = images.dim(0);
        int width = embedded.dim(2);
        int grid = resolution / patchSize;
        Tensor patchPositions = positions
                .value()
                .slice(0, 1, patches + 1)
                .expand(batch, patches, width)
                .unflatten(1, grid, grid);
        program.add(new Convolution(
                images.permute(0, 2, 3, 1),
                patchWeight,
                patchSize,
                patchSize,
                0,
                Epilogue.NONE.withResidual(patchPositions),
                patchTokens(embedded, patches)));
        program.add(new Add(
                classEmbedding.value().expand(batch, width),
                positions.value().select(0, 0).expand(batch, width),
                embedded.select(1, 0)));
        int first = patches + 1;
        for (PromptTokens prompt : inputPrompts) {
            Tensor place = embedded.slice(1, first, first + prompt.count());
            program.add(new Cast(prompt.value().expand(place.shape().toArray()), place));
            first += prompt.count();
        }
    }

    private Tensor patchTokens(Tensor tokens, int patches) {
        int grid = resolution / patchSize;
        return tokens.slice(1, 1, patches + 1).unflatten(1, grid, grid);
    }

    private void embedBackward(Program program, Tensor images, Tensor dembedded, int patches) {
        if (patchMatrix.trained()) {
            program.add(new ConvolutionBackward(
                    images.permute(0, 2, 3, 1),
                    patchSize,
                    patchSize,
                    0,
                    patchTokens(dembedded, patches),
                    patchMatrix.gradient()));
        }
        if (positions.trained()) {
            program.add(new AddBackward(dembedded.slice(1, 0, patches + 1), positions.gradient()));
        }
        if (classEmbedding.trained()) {
            program.add(new AddBackward(dembedded.select(1, 0), classEmbedding.gradient()));
        }
        int first = patches + 1;
        for (PromptTokens prompt : inputPrompts) {
            program.add(new AddBackward(dembedded.slice(1, first, first + prompt.count()), prompt.gradient()));
            first += prompt.count();
        }
    }
}
