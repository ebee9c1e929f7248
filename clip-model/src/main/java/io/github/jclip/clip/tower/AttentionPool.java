// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;

/**
 * The attention pool of {@link ModifiedResNet}: the mean over all positions, put before them as a token, attends to
 * itself and to them. Only that one query is computed; the others would be thrown away.
 */
record AttentionPool(
        Tensor positions,
        PackedMatrix query,
        Tensor queryBias,
        PackedMatrix key,
        Tensor keyBias,
        PackedMatrix value,
        Tensor valueBias,
        PackedMatrix output,
        Tensor outputBias,
        int heads) {

    static AttentionPool load(Parameters parameters, int heads) {
        return new AttentionPool(
                parameters.dense("positional_embedding"),
                parameters.matrix("q_proj.weight"),
                parameters.dense("q_proj.bias"),
                parameters.matrix("k_proj.weight"),
                parameters.dense("k_proj.bias"),
                parameters.matrix("v_proj.weight"),
                parameters.dense("v_proj.bias"),
                parameters.matrix("c_proj.weight"),
                parameters.dense("c_proj.bias"),
                heads);
    }

    int embeddingDim() {
        return output.outputs();
    }

    /** Appends the pool; gives x [B, h, h, C] back and returns embeddings [B, E]. */
    Tensor append(Program program, Tensor x) {
        int batch = x.dim(0);
        int places = x.dim(1) * x.dim(2);
        int width = x.dim(3);
        Tensor tokens = appendTokens(program, x, places);
        Tensor q = program.borrow(batch, 1, width);
        Tensor k = program.borrow(batch, places + 1, width);
        Tensor v = program.borrow(batch, places + 1, width);
        program.add(new Linear(tokens.slice(1, 0, 1), query, Epilogue.bias(queryBias), q));
        program.add(new Linear(tokens, key, Epilogue.bias(keyBias), k));
        program.add(new Linear(tokens, value, Epilogue.bias(valueBias), v));
        program.giveBack(tokens);
        Tensor attended = program.borrow(batch, 1, width);
        program.add(new Attention(q, k, v, heads, false, attended));
        Tensor embeddings = program.allocate(batch, embeddingDim());
        program.add(new Linear(attended.reshape(batch, width), output, Epilogue.bias(outputBias), embeddings));
        for (Tensor buffer : new Tensor[] {q, k, v, attended}) {
            program.giveBack(buffer);
        }
        return embeddings;
    }

    private Tensor appendTokens(Program program, Tensor x, int places) {
        int batch = x.dim(0);
        int width = x.dim(3);
        Tensor tokens = program.borrow(batch, places + 1, width);
        Tensor mean = program.borrow(batch, 1, 1, width);
        program.add(new AveragePool(x, x.dim(1), mean));
        program.add(
                new Add(mean.reshape(batch, width), positions.select(0, 0).expand(batch, width), tokens.select(1, 0)));
        program.add(new Add(
                x.reshape(batch, places, width),
                positions.slice(0, 1, places + 1).expand(batch, places, width),
                tokens.slice(1, 1, places + 1)));
        program.giveBack(mean);
        program.giveBack(x);
        return tokens;
    }
}
