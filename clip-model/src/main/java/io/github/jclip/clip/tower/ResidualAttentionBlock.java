// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.PackedMatrix;
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
        program.add(new Linear(normalised, outProj, Epilogue.bias(outBias).withResidual(x), x));
        program.stage(stage + ".attention", x);

        Tensor hidden = program.borrow(batch, tokens, fc.outputs());
        program.add(ln2.op(x, normalised));
        program.add(new Linear(normalised, fc, Epilogue.bias(fcBias).withActivation(settings.activation()), hidden));
        program.giveBack(normalised);
        program.add(new Linear(hidden, proj, Epilogue.bias(projBias).withResidual(x), x));
        program.giveBack(hidden);
        program.stage(stage, x);
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
