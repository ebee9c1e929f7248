// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * One piece of work for a {@link Device}: an operation with its operands and attributes. Each op is a record that
 *
 * <ul>
 *   <li>checks shapes and types when it is made, so that an op that exists is well formed;
 *   <li>states its formula, shapes and counts;
 *   <li>carries its executable specification, {@link #reference()}.
 * </ul>
 *
 * <p>Ops are values and may be made once and executed often. Outputs are overwritten unless an op says otherwise; the
 * gradients of parameters are added to what is there, so that micro-batches accumulate, and those of activations are
 * overwritten. An op whose gradient is made of forward ops has a method {@code backward} that gives them. Shape
 * letters: B batch, T tokens, C width, H heads, D head dimension, E embedding dimension, K classes or the length of dot
 * products, N samples or output columns. A backward op stands beside its forward op; gradients take the prefix
 * {@code d} ({@code dx} is dLoss/dx).
 */
public sealed interface Op
        permits Activate,
                ActivateBackward,
                AdadeltaUpdate,
                AdamUpdate,
                Add,
                AddBackward,
                AddScaled,
                ArgMax,
                Attention,
                AttentionBackward,
                AveragePool,
                AveragePoolBackward,
                BatchNorm,
                BatchNormBackward,
                Cast,
                Clamp,
                ClipByNorm,
                ContrastiveLoss,
                ContrastiveLossBackward,
                Convolution,
                ConvolutionBackward,
                CrossEntropy,
                CrossEntropyBackward,
                EmbeddingLookup,
                EmbeddingLookupBackward,
                Fill,
                GatherTokens,
                GatherTokensBackward,
                Gemm,
                L2Normalize,
                L2NormalizeBackward,
                LayerNorm,
                LayerNormBackward,
                Linear,
                LinearBackward,
                RAdamUpdate,
                ResizeCropNormalize,
                RmsPropUpdate,
                ScaleByExponential,
                ScaleByExponentialBackward,
                SgdUpdate,
                Softmax,
                SquaredNorm {

    /** Tensors read. Weights in a device's own layout appear by their {@code source()}. */
    List<Tensor> inputs();

    /** Tensors written. */
    List<Tensor> outputs();

    /** Floating-point operations: a multiply-add counts 2, transcendental functions 1. */
    long flops();

    /** Bytes that must move at least: every input read once, every output written once. */
    default long bytes() {
        long bytes = 0;
        for (Tensor tensor : inputs()) {
            bytes += tensor.byteSize();
        }
        for (Tensor tensor : outputs()) {
            bytes += tensor.byteSize();
        }
        return bytes;
    }

    /** Executes the op by plain loops, computing in double and rounding once when a result is stored. */
    void reference();

    /**
     * The largest absolute difference to exact arithmetic that rounding explains, for any element of the outputs, on a
     * device that rounds intermediate results with the given unit roundoff. Call it when the outputs hold the
     * reference's values. Inputs enter by their norms, so the bound follows the data.
     */
    double tolerance(double unitRoundoff);

    /** As {@link #tolerance(double)} for one of {@link #outputs()}, where their sizes differ much. */
    default double tolerance(int output, double unitRoundoff) {
        return tolerance(unitRoundoff);
    }

    /**
     * As {@link #tolerance(int, double)} on a device whose matrix products round their operands further than anything
     * else is rounded, as TF32 does with F32. Ops without such a product have the same tolerance there.
     *
     * @param productRoundoff largest relative error of rounding an operand of a product; no more than unitRoundoff where
     *     operands are multiplied as they are
     */
    default double tolerance(int output, double unitRoundoff, double productRoundoff) {
        return tolerance(output, unitRoundoff);
    }

    /** The op's name for messages and tables. */
    default String name() {
        return getClass().getSimpleName();
    }
}
