// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.AveragePoolBackward;

/** An {@link AttentionPool} forward and backward. */
record TrainableAttentionPool(
        TrainableVector positions,
        TrainableMatrix query,
        TrainableMatrix key,
        TrainableMatrix value,
        TrainableMatrix output,
        int heads) {

    /** Activations of a forward pass; the first is the mean and all positions, [B, h² + 1, C]. */
    record Saved(Tensor tokens, Tensor q, Tensor k, Tensor v, Tensor attended) {}

    static TrainableAttentionPool load(TrainableParameters parameters, int heads) {
        return new TrainableAttentionPool(
                parameters.vector("positional_embedding"),
                parameters.linear("q_proj.weight", "q_proj.bias"),
                parameters.linear("k_proj.weight", "k_proj.bias"),
                parameters.linear("v_proj.weight", "v_proj.bias"),
                parameters.linear("c_proj.weight", "c_proj.bias"),
                heads);
    }

    int embeddingDim() {
        return output.outputs();
    }

    /** Appends the pool from x [B, h, h, C], which stays the caller's, to embeddings [B, E]. */
    Saved forward(Program program, Tensor x, Tensor embeddings) {
        int batch = x.dim(0);
        int width = x.dim(3);
        Tensor tokens = tokens(program, x);
        Tensor q = program.borrow(batch, 1, width);
        Tensor k = program.borrow(batch, tokens.dim(1), width);
        Tensor v = program.borrow(batch, tokens.dim(1), width);
        query.forward(program, tokens.slice(1, 0, 1), null, q);
        key.forward(program, tokens, null, k);
        value.forward(program, tokens, null, v);
        Tensor attended = program.borrow(batch, 1, width);
        program.add(new Attention(q, k, v, heads, false, attended));
        output.forward(program, attended.reshape(batch, width), null, embeddings);
        return new Saved(tokens, q, k, v, attended);
    }

    private Tensor tokens(Program program, Tensor x) {
        int batch = x.dim(0);
        int width = x.dim(3);
        int places = x.dim(1) * x.dim(2);
        Tensor tokens = program.borrow(batch, places + 1, width);
        Tensor mean = program.borrow(batch, 1, 1, width);
        Tensor first = positions.value().select(0, 0).expand(batch, width);
        Tensor others = positions.value().slice(0, 1, places + 1).expand(batch, places, width);
        program.add(new AveragePool(x, x.dim(1), mean));
        program.add(new Add(mean.reshape(batch, width), first, tokens.select(1, 0)));
        program.add(new Add(x.reshape(batch, places, width), others, tokens.slice(1, 1, places + 1)));
        program.giveBack(mean);
        return tokens;
    }

    /**
     * Appends the backward pass and gives everything saved back.
     *
     * @param size h
     * @return gradient of x [B, h, h, C], a borrowed buffer
     */
    Tensor backward(Program program, Saved saved, Tensor dembeddings, int size) {
        int batch = saved.q().dim(0);
        int width = saved.q().dim(2);
        Tensor dattended = program.borrow(batch, 1, width);
        Tensor dq = program.borrow(batch, 1, width);
        Tensor dk = program.borrow(saved.k().shape().toArray());
        Tensor dv = program.borrow(saved.v().shape().toArray());
        output.addGradients(program, saved.attended().reshape(batch, width), dembeddings);
        output.backward(program, dembeddings, dattended.reshape(batch, width));
        program.add(new AttentionBackward(saved.q(), saved.k(), saved.v(), heads, false, dattended, dq, dk, dv));
        query.addGradients(program, saved.tokens().slice(1, 0, 1), dq);
        key.addGradients(program, saved.tokens(), dk);
        value.addGradients(program, saved.tokens(), dv);
        Tensor dtokens = program.borrow(saved.tokens().shape().toArray());
        key.backward(program, dk, dtokens);
        value.addBackward(program, dv, dtokens);
        query.addBackward(program, dq, dtokens.slice(1, 0, 1));
        for (Tensor tensor :
                new Tensor[] {saved.tokens(), saved.q(), saved.k(), saved.v(), saved.attended(), dattended, dq, dk, dv
                }) {
            program.giveBack(tensor);
        }
        if (positions.trained()) {
            program.add(new AddBackward(dtokens, positions.gradient()));
        }
        return tokensBackward(program, dtokens, size);
    }

    /** Each position is a token, and has its share of the mean. */
    private static Tensor tokensBackward(Program program, Tensor dtokens, int size) {
        int batch = dtokens.dim(0);
        int width = dtokens.dim(2);
        int places = size * size;
        Tensor dx = program.borrow(batch, size, size, width);
        program.add(new AveragePoolBackward(dtokens.slice(1, 0, 1).unflatten(1, 1, 1), size, dx));
        Tensor rows = dx.reshape(batch, places, width);
        program.add(new Add(rows, dtokens.slice(1, 1, places + 1), rows));
        program.giveBack(dtokens);
        return dx;
    }
}
