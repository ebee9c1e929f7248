// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.GatherTokensBackward;

/**
 * A {@link ResidualAttentionBlock} forward and backward. Of the forward pass it keeps its input, q, k and v, the
 * attention's output, the residual stream behind it and what goes into the activation, 10·C a token; the outputs of
 * normalisations and activation are computed again where the gradients of weights need them.
 */
record TrainableBlock(
        TrainableNorm ln1,
        TrainableMatrix qkv,
        TrainableMatrix out,
        TrainableNorm ln2,
        TrainableMatrix fc,
        TrainableMatrix proj,
        ResidualAttentionBlock.Settings settings) {

    /**
     * Activations of a forward pass. With a pooling all but the first two are those of one token of each sequence.
     *
     * @param x the block's input [B, T, C]
     * @param qkv [B, T, 3C]
     * @param attended [B, T, C]
     * @param middle the residual stream behind the attention, [B, T, C]
     * @param hidden before the activation, [B, T, 4C]
     */
    record Saved(Tensor x, Tensor qkv, Tensor attended, Tensor middle, Tensor hidden) {

        /** Gives everything but the input back. */
        void giveBack(Program program) {
            for (Tensor tensor : new Tensor[] {qkv, attended, middle, hidden}) {
                program.giveBack(tensor);
            }
        }
    }

    static TrainableBlock load(
            TrainableParameters parameters, double layerNormEpsilon, ResidualAttentionBlock.Settings settings) {
        TrainableParameters attention = parameters.at("attn");
        TrainableParameters mlp = parameters.at("mlp");
        return new TrainableBlock(
                TrainableNorm.load(parameters.at("ln_1"), layerNormEpsilon),
                attention.linear("in_proj_weight", "in_proj_bias"),
                attention.linear("out_proj.weight", "out_proj.bias"),
                TrainableNorm.load(parameters.at("ln_2"), layerNormEpsilon),
                mlp.linear("c_fc.weight", "c_fc.bias"),
                mlp.linear("c_proj.weight", "c_proj.bias"),
                settings);
    }

    boolean trained() {
        return ln1.trained() || qkv.trained() || out.trained() || ln2.trained() || fc.trained() || proj.trained();
    }

    /**
     * Appends the block up to the activation.
     *
     * @param pooling the tokens that are computed behind the attention, or null for all
     */
    Saved forward(Program program, Tensor x, Pooling pooling) {
        Tensor normalised = like(program, x, x.dim(2));
        ln1.forward(program, x, normalised);
        Tensor projected = like(program, x, qkv.outputs());
        qkv.forward(program, normalised, null, projected);
        Tensor attended = normalised;
        program.add(new Attention(
                part(projected, 0),
                part(projected, 1),
                part(projected, 2),
                settings.heads(),
                settings.causal(),
                attended));
        Tensor stream = x;
        if (pooling != null) {
            stream = pooling.append(program, x);
            Tensor pooled = pooling.append(program, attended);
            program.giveBack(attended);
            attended = pooled;
        }
        Tensor middle = like(program, attended, out.outputs());
        out.forward(program, attended, stream, middle);
        if (pooling != null) {
            program.giveBack(stream);
        }
        Tensor second = like(program, middle, middle.dim(-1));
        ln2.forward(program, middle, second);
        Tensor hidden = like(program, middle, fc.outputs());
        fc.forward(program, second, null, hidden);
        program.giveBack(second);
        return new Saved(x, projected, attended, middle, hidden);
    }

    /** Appends the rest of the block; returns a borrowed buffer, [B, T, C], or [B, C] with a pooling. */
    Tensor output(Program program, Saved saved) {
        Tensor activated = activated(program, saved);
        Tensor y = like(program, saved.middle(), proj.outputs());
        proj.forward(program, activated, saved.middle(), y);
        program.giveBack(activated);
        return y;
    }

    private Tensor activated(Program program, Saved saved) {
        Tensor activated = like(program, saved.hidden(), fc.outputs());
        program.add(new Activate(saved.hidden(), settings.activation(), activated));
        return activated;
    }

    /**
     * Appends the backward pass and gives everything saved back.
     *
     * @param dy gradient of the output, a borrowed buffer, given back or overwritten
     * @return gradient of the input, a borrowed buffer
     */
    Tensor backward(Program program, Saved saved, Pooling pooling, Tensor dy) {
        mlpBackward(program, saved, dy);
        return attentionBackward(program, saved, pooling, dy);
    }

    /** Replaces the gradient of the output by that of the residual stream behind the attention. */
    private void mlpBackward(Program program, Saved saved, Tensor dy) {
        if (proj.trained()) {
            Tensor activated = activated(program, saved);
            proj.addGradients(program, activated, dy);
            program.giveBack(activated);
        }
        Tensor dhidden = like(program, dy, fc.outputs());
        proj.backward(program, dy, dhidden);
        program.add(new ActivateBackward(saved.hidden(), settings.activation(), dhidden, dhidden));
        program.giveBack(saved.hidden());
        addGradients(program, fc, ln2, saved.middle(), dhidden);
        Tensor dnormalised = like(program, dy, dy.dim(-1));
        fc.backward(program, dhidden, dnormalised);
        program.giveBack(dhidden);
        ln2.backward(program, saved.middle(), dnormalised, dy, dy);
        program.giveBack(dnormalised);
        program.giveBack(saved.middle());
    }

    private Tensor attentionBackward(Program program, Saved saved, Pooling pooling, Tensor dmiddle) {
        out.addGradients(program, saved.attended(), dmiddle);
        Tensor dattended = like(program, saved.attended(), saved.attended().dim(-1));
        out.backward(program, dmiddle, dattended);
        program.giveBack(saved.attended());
        Tensor dx = dmiddle;
        if (pooling != null) {
            dattended = scattered(program, dattended, pooling, saved.x());
            dx = scattered(program, dmiddle, pooling, saved.x());
        }
        Tensor dqkv = like(program, saved.x(), qkv.outputs());
        program.add(new AttentionBackward(
                part(saved.qkv(), 0),
                part(saved.qkv(), 1),
                part(saved.qkv(), 2),
                settings.heads(),
                settings.causal(),
                dattended,
                part(dqkv, 0),
                part(dqkv, 1),
                part(dqkv, 2)));
        program.giveBack(saved.qkv());
        addGradients(program, qkv, ln1, saved.x(), dqkv);
        qkv.backward(program, dqkv, dattended);
        program.giveBack(dqkv);
        ln1.backward(program, saved.x(), dattended, dx, dx);
        program.giveBack(dattended);
        program.giveBack(saved.x());
        return dx;
    }

    /** The gradients of a layer whose input, the output of a normalisation, is computed again. */
    private static void addGradients(Program program, TrainableMatrix layer, TrainableNorm norm, Tensor x, Tensor dy) {
        if (layer.trained()) {
            Tensor normalised = like(program, x, x.dim(-1));
            norm.forward(program, x, normalised);
            layer.addGradients(program, normalised, dy);
            program.giveBack(normalised);
        }
    }

    /** A borrowed buffer like x [B, T, C] that holds the gradient of one token of each sequence, which is given back. */
    private static Tensor scattered(Program program, Tensor dpooled, Pooling pooling, Tensor x) {
        Tensor dx = like(program, x, x.dim(2));
        program.add(new GatherTokensBackward(dpooled, pooling.positions(), dx));
        program.giveBack(dpooled);
        return dx;
    }

    /** q, k or v. */
    private static Tensor part(Tensor qkv, int index) {
        int width = qkv.dim(2) / 3;
        return qkv.slice(2, index * width, (index + 1) * width);
    }

    private static Tensor like(Program program, Tensor x, int width) {
        int[] dims = x.shape().toArray();
        dims[dims.length - 1] = width;
        return program.borrow(dims);
    }
}
