// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.TextConfig;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.optim.Parameter;
import java.util.List;

/**
 * The text tower with parameters, prompts or token embeddings that are trained; see {@link TextTransformer}. Tokens go in
 * as ids, or embedded by the caller, who gets their gradient then (CoOp; Zhou et al. 2022).
 */
public final class TrainableTextTower implements AutoCloseable {
    private final Device device;
    private final Scope weights;
    private final TextConfig config;
    private final TrainableParameters parameters;
    private final TrainableVector tokenTable;
    private final TrainableVector positions;
    private final TrainableTransformer transformer;
    private final TrainableNorm lnFinal;
    private final TrainableMatrix projection;

    /**
     * Loads a tower onto a device.
     *
     * @param source tensors by OpenAI's names; they must stay alive as long as the tower
     * @throws IllegalArgumentException if the settings have prompts for layer 0, which stand in the embedded tokens, or
     *     for a layer that the tower has not
     */
    public TrainableTextTower(
            Device device, WeightSource source, TextConfig config, TowerSettings settings, TrainingSettings training) {
        if (training.prompts().stream().anyMatch(it -> it.layer() == 0)) {
            throw new IllegalArgumentException("prompts of a text tower's layer 0 stand in the embedded tokens");
        }
        this.device = device;
        this.weights = device.openScope();
        this.config = config;
        this.parameters = new TrainableParameters(device, source, weights, training.trained());
        this.tokenTable = parameters.vector("token_embedding.weight");
        this.positions = parameters.vector("positional_embedding");
        this.transformer = TrainableTransformer.load(
                parameters.at("transformer"),
                config.layers(),
                settings.layerNormEpsilon(),
                new ResidualAttentionBlock.Settings(config.heads(), true, settings.activation()),
                training);
        this.lnFinal = TrainableNorm.load(parameters.at("ln_final"), settings.layerNormEpsilon());
        this.projection = parameters.projection("text_projection");
    }

    /** What is trained, by OpenAI's names. */
    public List<Parameter> parameters() {
        return parameters.trained();
    }

    /** The token embedding [V, C] on the device, from which callers embed tokens. */
    public Tensor tokenEmbedding() {
        return tokenTable.value();
    }

    /** Sets the gradients of all parameters to zero. */
    public void clearGradients() {
        parameters.clearGradients();
    }

    /** Must be called after parameters have changed, before the next pass. */
    public void parametersChanged() {
        parameters.repack();
    }

    /**
     * Unrolls the tower for batches of texts.
     *
     * @param tokens T, at most the context length; a text may end earlier
     */
    public TowerPass open(int texts, int tokens) {
        return open(program -> unroll(program, program.scope().allocate(DType.I32, texts, tokens), false));
    }

    /** As {@link #open(int, int)} for tokens that the caller embeds, without their positions. */
    public TowerPass openEmbedded(int texts, int tokens) {
        return open(program -> unroll(program, program.allocate(texts, tokens, config.width()), true));
    }

    private TowerPass open(TowerPass.Unrolling unrolling) {
        Buffers buffers = new Buffers(device);
        return new TowerPass(buffers, new Program(device, buffers, false), unrolling);
    }

    private TowerPass.Unrolled unroll(Program program, Tensor input, boolean embedded) {
        int batch = input.dim(0);
        int tokens = input.dim(1);
        if (tokens > config.contextLength()) {
            throw new IllegalArgumentException(
                    "%d tokens, but the context has %d".formatted(tokens, config.contextLength()));
        }
        int width = config.width();
        Tensor ends = program.scope().allocate(DType.I32, batch);
        Tensor embeddings = program.allocate(batch, projection.outputs());
        Tensor dembeddings = program.allocate(batch, projection.outputs());
        Tensor dinput = embedded ? program.allocate(batch, tokens, width) : null;

        Tensor x = program.borrow(batch, tokens, width);
        Tensor places = positions.value().slice(0, 0, tokens);
        program.add(
                embedded
                        ? new Add(input, places.expand(batch, tokens, width), x)
                        : new EmbeddingLookup(input, tokenTable.value(), places, x));
        boolean inputTrained = embedded || tokenTable.trained() || positions.trained();
        TrainableTransformer.Forward forward = transformer.forward(program, x, new Pooling(ends), inputTrained, _ -> 1);
        Tensor pooled = forward.pooled();
        Tensor normalised = program.borrow(batch, width);
        lnFinal.forward(program, pooled, normalised);
        projection.forward(program, normalised, null, embeddings);
        int forwardOps = program.size();

        projection.addGradients(program, normalised, dembeddings);
        projection.backward(program, dembeddings, normalised);
        lnFinal.backward(program, pooled, normalised, null, normalised);
        program.giveBack(pooled);
        Tensor dx = transformer.backward(program, forward, normalised);
        if (embedded) {
            program.add(new Cast(dx, dinput));
        }
        addInputGradients(program, input, embedded, dx);
        return new TowerPass.Unrolled(input, ends, embeddings, dembeddings, dinput, forwardOps);
    }

    private void addInputGradients(Program program, Tensor input, boolean embedded, Tensor dx) {
        Tensor dpositions = positions.trained() ? positions.gradient().slice(0, 0, dx.dim(1)) : null;
        if (!embedded && (tokenTable.trained() || positions.trained())) {
            program.add(new EmbeddingLookupBackward(input, dx, tokenTable.gradient(), dpositions));
        } else if (embedded && positions.trained()) {
            program.add(new AddBackward(dx, dpositions));
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
