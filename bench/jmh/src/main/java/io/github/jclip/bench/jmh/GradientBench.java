// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.jmh;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A layer forward, the gradient of its input, and those of its parameters, in the sizes of ViT-B/32 with 8 images and of a
 * ResNet's second stage. The ratios of one layer are what matters.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 5,
        jvmArgsAppend = {
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.*::*,0.01"
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradientBench {
    private static final int BATCH = 8;
    private static final int TOKENS = 50;
    private static final int WIDTH = 768;
    private static final int HEADS = 12;

    /** The layer. */
    @Param({"linear", "attention", "layerNorm", "quickGelu", "convolution"})
    public String layer;

    /** Threads of the device. */
    @Param("1")
    public int threads;

    private final SplittableRandom random = new SplittableRandom(3);
    private io.github.jclip.tensor.Scope scope;
    private Device device;
    private Passes passes;

    /** The ops of a layer; a layer without parameters has none for them. */
    private record Passes(Op forward, List<Op> input, List<Op> parameters) {}

    /** Made by JMH. */
    public GradientBench() {}

    /** Makes the operands. */
    @Setup(Level.Trial)
    public void open() {
        scope = io.github.jclip.tensor.Scope.ofHost();
        device = new CpuDevice(threads);
        passes = switch (layer) {
            case "linear" -> linear();
            case "attention" -> attention();
            case "layerNorm" -> layerNorm();
            case "quickGelu" -> quickGelu();
            case "convolution" -> convolution();
            default -> throw new IllegalArgumentException("layer " + layer);
        };
    }

    private Passes linear() {
        Tensor x = normal(BATCH, TOKENS, WIDTH);
        Tensor w = normal(4 * WIDTH, WIDTH);
        Tensor y = normal(BATCH, TOKENS, 4 * WIDTH);
        Tensor dx = normal(BATCH, TOKENS, WIDTH);
        PackedMatrix forward = device.pack(w, scope);
        PackedMatrix backward = device.pack(w.transpose(0, 1), scope);
        return new Passes(
                new Linear(x, forward, Epilogue.bias(normal(4 * WIDTH)), y),
                List.of(Linear.backward(y, backward, dx)),
                List.of(new LinearBackward(x, y, normal(4 * WIDTH, WIDTH), normal(4 * WIDTH))));
    }

    private Passes attention() {
        Tensor qkv = normal(BATCH, TOKENS, 3 * WIDTH);
        Tensor dqkv = normal(BATCH, TOKENS, 3 * WIDTH);
        Tensor y = normal(BATCH, TOKENS, WIDTH);
        Tensor dy = normal(BATCH, TOKENS, WIDTH);
        Op backward = new AttentionBackward(
                part(qkv, 0),
                part(qkv, 1),
                part(qkv, 2),
                HEADS,
                false,
                dy,
                part(dqkv, 0),
                part(dqkv, 1),
                part(dqkv, 2));
        return new Passes(
                new Attention(part(qkv, 0), part(qkv, 1), part(qkv, 2), HEADS, false, y), List.of(backward), List.of());
    }

    private static Tensor part(Tensor qkv, int index) {
        return qkv.slice(2, index * WIDTH, (index + 1) * WIDTH);
    }

    private Passes layerNorm() {
        Tensor x = normal(BATCH, TOKENS, WIDTH);
        Tensor weight = normal(WIDTH);
        Tensor y = normal(BATCH, TOKENS, WIDTH);
        Tensor dx = normal(BATCH, TOKENS, WIDTH);
        return new Passes(
                new LayerNorm(x, weight, normal(WIDTH), 1e-5, y),
                List.of(new LayerNormBackward(x, weight, 1e-5, y, null, dx, null, null)),
                List.of(new LayerNormBackward(x, weight, 1e-5, y, null, dx, normal(WIDTH), normal(WIDTH))));
    }

    private Passes quickGelu() {
        Tensor x = normal(BATCH, TOKENS, 4 * WIDTH);
        Tensor y = normal(BATCH, TOKENS, 4 * WIDTH);
        Tensor dx = normal(BATCH, TOKENS, 4 * WIDTH);
        return new Passes(
                new Activate(x, Activation.QUICK_GELU, y),
                List.of(new ActivateBackward(x, Activation.QUICK_GELU, y, dx)),
                List.of());
    }

    private Passes convolution() {
        int channels = 128;
        Tensor x = normal(BATCH, 28, 28, channels);
        Tensor y = normal(BATCH, 28, 28, channels);
        Tensor dx = normal(BATCH, 28, 28, channels);
        Tensor w = normal(channels, 9 * channels);
        Tensor flipped = normal(channels, 9 * channels);
        Convolution.flip(w, 3, flipped).forEach(device::execute);
        PackedMatrix forward = device.packConvolution(w, 3, 1, scope);
        PackedMatrix backward = device.packConvolution(flipped, 3, 1, scope);
        return new Passes(
                new Convolution(x, forward, 3, 1, 1, Epilogue.NONE, y),
                List.of(Convolution.backward(y, backward, 3, 1, dx)),
                List.of(new ConvolutionBackward(x, 3, 1, 1, y, normal(channels, 9 * channels))));
    }

    private Tensor normal(int... dims) {
        Tensor tensor = scope.allocate(DType.F32, dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian() * 0.1);
        }
        return tensor;
    }

    /** The layer. */
    @Benchmark
    public void forward() {
        device.execute(passes.forward());
    }

    /** The gradient of its input. */
    @Benchmark
    public void inputBackward() {
        passes.input().forEach(device::execute);
    }

    /** The gradients of its parameters; nothing where it has none. */
    @Benchmark
    public void parametersBackward() {
        passes.parameters().forEach(device::execute);
    }

    /** Frees the operands. */
    @TearDown(Level.Trial)
    public void close() {
        device.close();
        scope.close();
    }
}
