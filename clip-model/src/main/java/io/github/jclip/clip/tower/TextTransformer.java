// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.clip.TextConfig;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;

/**
 * CLIP's text tower: token and positional embeddings, causal blocks, ln_final of the end-of-text token, projection.
 * Tokens after the end of a text cannot influence it, so a batch is computed only up to its longest text.
 */
final class TextTransformer {
    private final TextConfig config;
    private final Tensor tokenTable;
    private final Tensor positions;
    private final Transformer transformer;
    private final ResidualAttentionBlock.Norm lnFinal;
    private final PackedMatrix projection;

    TextTransformer(Parameters parameters, TextConfig config, TowerSettings settings) {
        this.config = config;
        this.tokenTable = parameters.asStored("token_embedding.weight");
        this.positions = parameters.dense("positional_embedding");
        this.transformer = Transformer.load(
                parameters.at("transformer"),
                config.layers(),
                settings.layerNormEpsilon(),
                new ResidualAttentionBlock.Settings(config.heads(), true, settings.activation()));
        this.lnFinal = ResidualAttentionBlock.Norm.load(parameters.at("ln_final"), settings.layerNormEpsilon());
        this.projection = parameters.projection("text_projection");
    }

    TextConfig config() {
        return config;
    }

    /** E, the embedding dimension. */
    int embeddingDim() {
        return projection.outputs();
    }

    /**
     * Appends the tower to a program.
     *
     * @param ids token ids, [B, T] with T at most the context length
     * @param ends position of each text's end-of-text token, [B]
     * @return embeddings, not normalised, [B, E]
     */
    Tensor append(Program program, Tensor ids, Tensor ends) {
        int batch = ids.dim(0);
        int tokens = ids.dim(1);
        int width = tokenTable.dim(1);
        Tensor x = program.borrow(batch, tokens, width);
        program.add(new EmbeddingLookup(ids, tokenTable, positions.slice(0, 0, tokens), x));
        program.stage("text.input", x);
        Tensor pooled = transformer.append(program, x, new Pooling(ends), "text.");
        program.add(lnFinal.op(pooled, pooled));
        program.stage("text.ln_final", pooled);
        Tensor embeddings = program.allocate(batch, embeddingDim());
        program.add(new Linear(pooled, projection, Epilogue.NONE, embeddings));
        program.giveBack(pooled);
        program.giveBack(x);
        return embeddings;
    }
}
