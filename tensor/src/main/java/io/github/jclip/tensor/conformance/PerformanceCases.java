// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;
import io.github.jclip.tensor.op.Softmax;

/** Ops as large as they come in CLIP: a batch of 8 images through ViT-B/16, 1,000 classes, 77 tokens. */
final class PerformanceCases {
    private static final int BATCH = 8;

    private final CaseList cases;

    private PerformanceCases(CaseList cases) {
        this.cases = cases;
    }

    static void declare(CaseList cases) {
        PerformanceCases declaration = new PerformanceCases(cases);
        declaration.attention();
        declaration.rows();
        declaration.elements();
        declaration.linear();
        declaration.gradients();
    }

    private void attention() {
        attention(50, 768, 12, false);
        attention(77, 512, 8, true);
        attention(197, 768, 12, false);
        attention(257, 1024, 16, false);
        attention(577, 1024, 16, false);
    }

    private void attention(int tokens, int width, int heads, boolean causal) {
        String parameters =
                "%d×%d, %d heads of %d%s".formatted(BATCH, tokens, heads, width / heads, causal ? ", causal" : "");
        cases.add(Attention.class, parameters, operands -> {
            Tensor qkv = operands.denseInput(1, BATCH, tokens, 3 * width);
            Tensor q = qkv.slice(2, 0, width);
            Tensor k = qkv.slice(2, width, 2 * width);
            Tensor v = qkv.slice(2, 2 * width, 3 * width);
            return new Attention(q, k, v, heads, causal, operands.denseOutput(BATCH, tokens, width));
        });
    }

    private void rows() {
        cases.add(LayerNorm.class, "%d×197×768".formatted(BATCH), operands -> {
            Tensor x = operands.denseInput(1, BATCH, 197, 768);
            Tensor weight = operands.denseInput(1, 768);
            Tensor bias = operands.denseInput(1, 768);
            return new LayerNorm(x, weight, bias, 1e-5, operands.denseOutput(BATCH, 197, 768));
        });
        cases.add(Softmax.class, "256×1000", operands -> {
            Tensor x = operands.denseInput(10, 256, 1000);
            return new Softmax(x, operands.denseOutput(256, 1000));
        });
        cases.add(CrossEntropyBackward.class, "256×1000", operands -> {
            Tensor logits = operands.denseInput(10, 256, 1000);
            Tensor labels = operands.indices(DType.I64, 1000, 256);
            return new CrossEntropyBackward(logits, labels, 1.0 / 256, operands.denseOutput(256, 1000));
        });
        cases.add(L2Normalize.class, "1000×512", operands -> {
            Tensor x = operands.denseInput(1, 1000, 512);
            return new L2Normalize(x, operands.denseOutput(1000, 512));
        });
    }

    private void elements() {
        for (Activation activation : new Activation[] {Activation.QUICK_GELU, Activation.GELU}) {
            cases.add(Activate.class, "%s of %d×197×3072".formatted(activation, BATCH), operands -> {
                Tensor x = operands.denseInput(1, BATCH, 197, 3072);
                return new Activate(x, activation, operands.denseOutput(BATCH, 197, 3072));
            });
        }
        cast(DType.F16, DType.F32);
        cast(DType.BF16, DType.F32);
        cast(DType.F32, DType.F16);
        cast(DType.F32, DType.BF16);
    }

    private void cast(DType from, DType to) {
        cases.add(Cast.class, "3072×768, %s to %s".formatted(from, to), operands -> {
            Tensor x = operands.denseInput(from, 1, 3072, 768);
            return new Cast(x, operands.exactOutput(to, 3072, 768));
        });
    }

    private void linear() {
        linear(768, 2304, Activation.NONE);
        linear(768, 3072, Activation.QUICK_GELU);
        linear(3072, 768, Activation.NONE);
    }

    private void linear(int inputs, int outputs, Activation activation) {
        String parameters = "%d×197 tokens, %d to %d, %s".formatted(BATCH, inputs, outputs, activation);
        cases.add(Linear.class, parameters, operands -> {
            Tensor x = operands.denseInput(1, BATCH, 197, inputs);
            PackedMatrix w = operands.weight(DType.F32, 0.05, outputs, inputs);
            Epilogue epilogue = Epilogue.bias(operands.denseInput(1, outputs)).withActivation(activation);
            return new Linear(x, w, epilogue, operands.denseOutput(BATCH, 197, outputs));
        });
    }

    private void gradients() {
        attentionBackward(50, 768, 12, false);
        attentionBackward(77, 512, 8, true);
        attentionBackward(197, 768, 12, false);
        cases.add(LayerNormBackward.class, "%d×197×768".formatted(BATCH), operands -> {
            Tensor x = operands.denseInput(1, BATCH, 197, 768);
            Tensor weight = operands.denseInput(1, 768);
            Tensor dy = operands.denseInput(1, BATCH, 197, 768);
            Tensor dx = operands.denseOutput(BATCH, 197, 768);
            Tensor dweight = operands.denseInput(1, 768);
            return new LayerNormBackward(x, weight, 1e-5, dy, null, dx, dweight, operands.denseInput(1, 768));
        });
        cases.add(ActivateBackward.class, "QUICK_GELU of %d×197×3072".formatted(BATCH), operands -> {
            Tensor x = operands.denseInput(1, BATCH, 197, 3072);
            Tensor dy = operands.denseInput(1, BATCH, 197, 3072);
            return new ActivateBackward(x, Activation.QUICK_GELU, dy, operands.denseOutput(BATCH, 197, 3072));
        });
        cases.add(LinearBackward.class, "%d×197 tokens, 768 to 3072".formatted(BATCH), operands -> {
            Tensor x = operands.denseInput(1, BATCH, 197, 768);
            Tensor dy = operands.denseInput(1, BATCH, 197, 3072);
            return new LinearBackward(x, dy, operands.denseInput(1, 3072, 768), operands.denseInput(1, 3072));
        });
        cases.add(ConvolutionBackward.class, "%d×28×28, 128 to 128, 3×3".formatted(BATCH), operands -> {
            Tensor x = operands.denseInput(1, BATCH, 28, 28, 128);
            Tensor dy = operands.denseInput(1, BATCH, 28, 28, 128);
            return new ConvolutionBackward(x, 3, 1, 1, dy, operands.denseInput(1, 128, 9 * 128));
        });
    }

    private void attentionBackward(int tokens, int width, int heads, boolean causal) {
        String parameters =
                "%d×%d, %d heads of %d%s".formatted(BATCH, tokens, heads, width / heads, causal ? ", causal" : "");
        cases.add(AttentionBackward.class, parameters, operands -> {
            Tensor qkv = operands.denseInput(1, BATCH, tokens, 3 * width);
            Tensor dy = operands.denseInput(1, BATCH, tokens, width);
            Tensor dqkv = operands.denseOutput(BATCH, tokens, 3 * width);
            return new AttentionBackward(
                    qkv.slice(2, 0, width),
                    qkv.slice(2, width, 2 * width),
                    qkv.slice(2, 2 * width, 3 * width),
                    heads,
                    causal,
                    dy,
                    dqkv.slice(2, 0, width),
                    dqkv.slice(2, width, 2 * width),
                    dqkv.slice(2, 2 * width, 3 * width));
        });
    }
}
