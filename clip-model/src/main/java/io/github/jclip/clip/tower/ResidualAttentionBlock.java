// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;

/**
 * A pre-norm transformer block: x += outProj(attention(ln1(x))); x += cProj(activation(cFc(ln2(x)))).
 *
 * @param qkv rows of the query, key and value projections, [3C, C]
 */
record ResidualAttentionBlock(
        Norm ln1,
        PackedMatrix qkv,
        Tensor qkvBias,
        PackedMatrix outProj,
        Tensor outBias,
        Norm ln2,
        PackedMatrix fc,
        Tensor fcBias,
        PackedMatrix proj,
        Tensor projBias) {

    /** What all blocks of a transformer share. */
    record Settings(int heads, boolean causal, Activation activation) {}

    static ResidualAttentionBlock load(Parameters parameters, double layerNormEpsilon) {
        Parameters attention = parameters.at("attn");
        Parameters mlp = parameters.at("mlp");
        return new ResidualAttentionBlock(
                Norm.load(parameters.at("ln_1"), layerNormEpsilon),
                attention.matrix("in_proj_weight"),
                attention.dense("in_proj_bias"),
                attention.matrix("out_proj.weight"),
                attention.dense("out_proj.bias"),
                Norm.load(parameters.at("ln_2"), layerNormEpsilon),
                mlp.matrix("c_fc.weight"),
                mlp.dense("c_fc.bias"),
                mlp.matrix("c_proj.weight"),
                mlp.dense("c_proj.bias"));
    }

    /** Appends the block's ops, which replace x [B, T, C] in place. */
    void append(Program program, Tensor x, Settings settings, String stage) {
        Tensor attended = appendAttention(program, x, settings, stage);
        appendRest(program, attended, x, settings, stage);
        program.giveBack(attended);
    }

    /**
     * Appends the ops for one token of each sequence, and gives it back, [B, C]; x is only read. Every token's key and
     * value take part in it, but nothing behind the attention is computed for the others.
     */
    Tensor appendPooled(Program program, Tensor x, Pooling pooling, Settings settings, String stage) {
        Tensor attended = appendAttention(program, x, settings, stage);
        Tensor pooledAttention = pooling.append(program, attended);
        program.giveBack(attended);
        Tensor pooled = pooling.append(program, x);
        appendRest(program, pooledAttention, pooled, settings, stage);
        program.giveBack(pooledAttention);
        return pooled;
    }

    /** Appends attention(ln1(x)) in a borrowed buffer. */
    private Tensor appendAttention(Program program, Tensor x, Settings settings, String stage) {
        int batch = x.dim(0);
        int tokens = x.dim(1);
        int width = x.dim(2);
        Tensor normalised = program.borrow(batch, tokens, width);
        Tensor projected = program.borrow(batch, tokens, qkv.outputs());
        program.add(ln1.op(x, normalised));
        program.stage(stage + ".ln_1", normalised);
        program.add(new Linear(normalised, qkv, Epilogue.bias(qkvBias), projected));
        program.add(new Attention(
                projected.slice(2, 0, width),
                projected.slice(2, width, 2 * width),
                projected.slice(2, 2 * width, 3 * width),
                settings.heads(),
                settings.causal(),
                normalised));
        program.giveBack(projected);
        return normalised;
    }

    /** Appends what is behind the attention, token by token, which replaces x; the attention's buffer is used again. */
    private void appendRest(Program program, Tensor attended, Tensor x, Settings settings, String stage) {
        program.add(new Linear(attended, outProj, Epilogue.bias(outBias).withResidual(x), x));
        program.stage(stage + ".attention", x);

        Tensor hidden = program.borrow(withLastDim(x.shape(), fc.outputs()));
        program.add(ln2.op(x, attended));
        program.add(new Linear(attended, fc, Epilogue.bias(fcBias).withActivation(settings.activation()), hidden));
        program.add(new Linear(hidden, proj, Epilogue.bias(projBias).withResidual(x), x));
        program.giveBack(hidden);
        program.stage(stage, x);
    }

    private static int[] withLastDim(Shape shape, int size) {
        int[] dims = shape.toArray();
        dims[dims.length - 1] = size;
        return dims;
    }

    /** Weight, bias and epsilon of a layer normalisation. */
    record Norm(Tensor weight, Tensor bias, double epsilon) {

        static Norm load(Parameters parameters, double epsilon) {
            return new Norm(parameters.dense("weight"), parameters.dense("bias"), epsilon);
        }

        LayerNorm op(Tensor x, Tensor y) {
            return new LayerNorm(x, weight, bias, epsilon, y);
        }
    }
}
