// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.Softmax;
import java.lang.ref.Reference;
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
            case Attention it -> operands(it.q(), it.k(), it.v(), it.y());
            case AveragePool it -> operands(it.x(), it.y());
            case Gemm it -> operands(it.a(), it.b(), it.c());
            case L2Normalize it -> operands(it.x(), it.y());
            case L2NormalizeBackward it -> operands(it.x(), it.du(), it.dx());
            case LayerNorm it -> operands(it.x(), it.weight(), it.bias(), it.y());
            case Softmax it -> operands(it.x(), it.y());
            case AdadeltaUpdate it -> it.inputs().toArray(Tensor[]::new);
            case AdamUpdate it -> it.inputs().toArray(Tensor[]::new);
            case RAdamUpdate it -> it.inputs().toArray(Tensor[]::new);
            case RmsPropUpdate it -> it.inputs().toArray(Tensor[]::new);
            case SgdUpdate it -> it.inputs().toArray(Tensor[]::new);
        };
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
            case AdadeltaUpdate it -> AdadeltaUpdateCpu.run(it, workers);
            case AdamUpdate it -> AdamUpdateCpu.run(it, workers);
            case Add it -> AddCpu.run(it, workers);
            case AddScaled it -> AddScaledCpu.run(it, workers);
            case Attention it -> AttentionCpu.run(it, workers);
            case AveragePool it -> AveragePoolCpu.run(it, workers);
            case Cast it -> CastCpu.run(it, workers);
            case Convolution it -> ConvolutionCpu.run(it, workers);
            case CrossEntropy it -> CrossEntropyCpu.run(it, workers);
            case CrossEntropyBackward it -> CrossEntropyBackwardCpu.run(it, workers);
            case EmbeddingLookup it -> EmbeddingLookupCpu.run(it, workers);
            case GatherTokens it -> GatherTokensCpu.run(it, workers);
            case Gemm it -> GemmCpu.run(it, workers);
            case L2Normalize it -> L2NormalizeCpu.run(it, workers);
            case L2NormalizeBackward it -> L2NormalizeBackwardCpu.run(it, workers);
            case LayerNorm it -> LayerNormCpu.run(it, workers);
            case Linear it -> LinearCpu.run(it, workers);
            case RAdamUpdate it -> RAdamUpdateCpu.run(it, workers);
            case RmsPropUpdate it -> RmsPropUpdateCpu.run(it, workers);
            case SgdUpdate it -> SgdUpdateCpu.run(it, workers);
            case Softmax it -> SoftmaxCpu.run(it, workers);
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
