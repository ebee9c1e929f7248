// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.AveragePoolBackward;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Clamp;
import io.github.jclip.tensor.op.ClipByNorm;
import io.github.jclip.tensor.op.ContrastiveLoss;
import io.github.jclip.tensor.op.ContrastiveLossBackward;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.GatherTokensBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.ParameterUpdate;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.op.SquaredNorm;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The CPU: every op in pure Java with the Vector API, computing in F32. Weights may be F16 or BF16; they are widened
 * when they are packed or looked up.
 */
public final class CpuDevice implements Device {
    private final Workers workers;

    /** A device that works with this many threads, the caller among them. */
    public CpuDevice(int threads) {
        workers = new Workers(threads);
    }

    /** A device that works with every processor of the machine. */
    public static CpuDevice withAllProcessors() {
        return new CpuDevice(Runtime.getRuntime().availableProcessors());
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String description() {
        String width = Lanes.SCALAR ? "scalar" : Lanes.BITS + "-bit vectors";
        return "device=cpu (%s, %d threads) gemm=jclip precision=F32 fallback=none".formatted(width, workers.threads());
    }

    @Override
    public DType computeType() {
        return DType.F32;
    }

    @Override
    public Scope openScope() {
        return Scope.ofHost();
    }

    @Override
    public Optional<String> unsupported(Op op) {
        for (Tensor tensor : computed(op)) {
            if (tensor != null && tensor.dtype() != DType.F32) {
                return Optional.of("the CPU device computes in F32, %s was given %s".formatted(op.name(), tensor));
            }
        }
        return Optional.empty();
    }

    /** The operands that take part in arithmetic in their own type; those missing are null. A bias may be of any type. */
    private static Tensor[] computed(Op op) {
        return switch (op) {
            case Cast _ -> new Tensor[0];
            case Linear it -> operands(it.x(), it.y(), it.epilogue().residual());
            case Convolution it -> operands(it.x(), it.y(), it.epilogue().residual());
            case EmbeddingLookup it -> operands(it.positions(), it.y());
            case CrossEntropy it -> operands(it.logits(), it.losses());
            case CrossEntropyBackward it -> operands(it.logits(), it.dlogits());
            case GatherTokens it -> operands(it.x(), it.y());
            case Activate it -> operands(it.x(), it.y());
            case Add it -> operands(it.a(), it.b(), it.y());
            case AddScaled it -> operands(it.a(), it.b(), it.y());
            case ArgMax it -> operands(it.x());
            case Attention it -> operands(it.q(), it.k(), it.v(), it.y());
            case AveragePool it -> operands(it.x(), it.y());
            case Gemm it -> operands(it.a(), it.b(), it.c());
            case L2Normalize it -> operands(it.x(), it.y());
            case L2NormalizeBackward it -> operands(it.x(), it.du(), it.dx());
            case LayerNorm it -> operands(it.x(), it.weight(), it.bias(), it.y());
            case Softmax it -> operands(it.x(), it.y());
            case ActivateBackward _,
                    AdadeltaUpdate _,
                    AdamUpdate _,
                    AddBackward _,
                    AttentionBackward _,
                    AveragePoolBackward _,
                    BatchNorm _,
                    BatchNormBackward _,
                    Clamp _,
                    ClipByNorm _,
                    ContrastiveLoss _,
                    ContrastiveLossBackward _,
                    ConvolutionBackward _,
                    EmbeddingLookupBackward _,
                    Fill _,
                    GatherTokensBackward _,
                    LayerNormBackward _,
                    LinearBackward _,
                    RAdamUpdate _,
                    ResizeCropNormalize _,
                    RmsPropUpdate _,
                    ScaleByExponential _,
                    ScaleByExponentialBackward _,
                    SgdUpdate _,
                    SquaredNorm _ -> everyFloating(op);
        };
    }

    private static Tensor[] everyFloating(Op op) {
        List<Tensor> floating = new ArrayList<>(op.inputs());
        floating.addAll(op.outputs());
        floating.removeIf(tensor -> !tensor.dtype().isFloating() || ParameterUpdate.isRates(tensor, op));
        return floating.toArray(Tensor[]::new);
    }

    private static Tensor[] operands(Tensor... tensors) {
        return tensors;
    }

    @Override
    public void warmUp() {
        KernelWarmUp.run();
    }

    @Override
    public void execute(Op op) {
        unsupported(op).ifPresent(reason -> {
            throw new UnsupportedOperationException(reason);
        });
        try {
            run(op);
        } finally {
            // Kernels know addresses only; the memory must not be collected under them.
            Reference.reachabilityFence(op);
        }
    }

    private void run(Op op) {
        switch (op) {
            case Activate it -> ActivateCpu.run(it, workers);
            case ActivateBackward it -> ActivateBackwardCpu.run(it, workers);
            case AdadeltaUpdate it -> AdadeltaUpdateCpu.run(it, workers);
            case AdamUpdate it -> AdamUpdateCpu.run(it, workers);
            case Add it -> AddCpu.run(it, workers);
            case AddBackward it -> AddBackwardCpu.run(it, workers);
            case AddScaled it -> AddScaledCpu.run(it, workers);
            case ArgMax it -> ArgMaxCpu.run(it, workers);
            case Attention it -> AttentionCpu.run(it, workers);
            case AttentionBackward it -> AttentionBackwardCpu.run(it, workers);
            case AveragePool it -> AveragePoolCpu.run(it, workers);
            case AveragePoolBackward it -> AveragePoolBackwardCpu.run(it, workers);
            case BatchNorm it -> BatchNormCpu.run(it, workers);
            case BatchNormBackward it -> BatchNormBackwardCpu.run(it, workers);
            case Cast it -> CastCpu.run(it, workers);
            case Clamp it -> ClampCpu.run(it, workers);
            case ClipByNorm it -> ClipByNormCpu.run(it, workers);
            case ContrastiveLoss it -> ContrastiveLossCpu.run(it, workers);
            case ContrastiveLossBackward it -> ContrastiveLossBackwardCpu.run(it, workers);
            case Convolution it -> ConvolutionCpu.run(it, workers);
            case ConvolutionBackward it -> ConvolutionBackwardCpu.run(it, workers);
            case CrossEntropy it -> CrossEntropyCpu.run(it, workers);
            case CrossEntropyBackward it -> CrossEntropyBackwardCpu.run(it, workers);
            case EmbeddingLookup it -> EmbeddingLookupCpu.run(it, workers);
            case EmbeddingLookupBackward it -> EmbeddingLookupBackwardCpu.run(it, workers);
            case Fill it -> FillCpu.run(it, workers);
            case GatherTokens it -> GatherTokensCpu.run(it, workers);
            case GatherTokensBackward it -> GatherTokensBackwardCpu.run(it, workers);
            case Gemm it -> GemmCpu.run(it, workers);
            case L2Normalize it -> L2NormalizeCpu.run(it, workers);
            case L2NormalizeBackward it -> L2NormalizeBackwardCpu.run(it, workers);
            case LayerNorm it -> LayerNormCpu.run(it, workers);
            case LayerNormBackward it -> LayerNormBackwardCpu.run(it, workers);
            case Linear it -> LinearCpu.run(it, workers);
            case LinearBackward it -> LinearBackwardCpu.run(it, workers);
            case RAdamUpdate it -> RAdamUpdateCpu.run(it, workers);
            case ResizeCropNormalize it -> ResizeCropNormalizeCpu.run(it, workers);
            case RmsPropUpdate it -> RmsPropUpdateCpu.run(it, workers);
            case ScaleByExponential it -> ScaleByExponentialCpu.run(it, workers);
            case ScaleByExponentialBackward it -> ScaleByExponentialBackwardCpu.run(it, workers);
            case SgdUpdate it -> SgdUpdateCpu.run(it, workers);
            case Softmax it -> SoftmaxCpu.run(it, workers);
            case SquaredNorm it -> SquaredNormCpu.run(it, workers);
        }
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return PanelMatrix.pack(weight, scope, workers);
    }

    @Override
    public PackedMatrix packConvolution(Tensor weight, int kernel, int stride, Scope scope) {
        return WinogradMatrix.suits(weight, kernel, stride)
                ? WinogradMatrix.pack(weight, scope, workers)
                : pack(weight, scope);
    }

    @Override
    public void repack(PackedMatrix matrix) {
        switch (matrix) {
            case PanelMatrix panels -> panels.repack(workers);
            case WinogradMatrix filters -> filters.repack(workers);
            default -> throw new IllegalArgumentException("the matrix was packed by another device: " + matrix);
        }
    }

    @Override
    public Tensor upload(Tensor host, Scope scope) {
        return host;
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        target.copyFrom(source);
    }

    @Override
    public void close() {
        workers.close();
    }
}
