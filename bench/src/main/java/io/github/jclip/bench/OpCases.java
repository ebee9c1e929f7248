// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Softmax;
import java.util.ArrayList;
import java.util.List;

/** The single ops: as large as the towers have them, some odd sizes, and larger than every cache for the bandwidth. */
public final class OpCases {
    private static final int ROW = 1024;
    private static final double EPSILON = 1e-5;

    private OpCases() {}

    static List<OpCase> all() {
        List<OpCase> cases = new ArrayList<>();
        cases.add(attention(8, 197, 768, 12, false));
        cases.add(attention(8, 50, 768, 12, false));
        cases.add(attention(64, 12, 512, 8, true));
        cases.add(attention(1, 257, 1024, 16, false));
        cases.add(linear(1576, 3072, 768, Activation.QUICK_GELU));
        cases.add(linear(1576, 768, 3072, Activation.NONE));
        cases.add(convolution(8, 224, 3, 32, 3, 2, 1));
        cases.add(convolution(8, 56, 64, 64, 3, 1, 1));
        cases.add(convolution(8, 56, 256, 64, 1, 1, 0));
        cases.add(convolution(8, 7, 512, 512, 3, 1, 1));
        cases.add(convolution(8, 224, 3, 768, 16, 16, 0));
        cases.add(averagePool(8, 112, 64));
        cases.add(layerNorm(1576, 768));
        cases.add(layerNorm(401, 1000));
        cases.add(softmax(256, 1000));
        cases.add(quickGelu(1576, 3072));
        cases.addAll(largerThanCache(CacheSize.streamBytes()));
        return cases;
    }

    /** The ops that only stream, each tensor of so many bytes. */
    static List<OpCase> largerThanCache(long bytes) {
        int rows = Math.toIntExact(bytes / Float.BYTES / ROW);
        return List.of(layerNorm(rows, ROW), softmax(rows, ROW), quickGelu(rows, ROW), add(rows, ROW));
    }

    /** Whether a case is one of {@link #largerThanCache} on this machine. */
    static boolean isLargerThanCache(OpCase given) {
        return largerThanCache(CacheSize.streamBytes()).stream()
                .anyMatch(it -> it.name().equals(given.name()) && it.size().equals(given.size()));
    }

    /** Attention of [batch, tokens, width], q, k and v being slices of one tensor. */
    public static OpCase attention(int batch, int tokens, int width, int heads, boolean causal) {
        String size = "%d×%d×%d, %d heads%s".formatted(batch, tokens, width, heads, causal ? ", causal" : "");
        return new OpCase("attention", size, (operands, _) -> {
            Tensor qkv = operands.normal(batch, tokens, 3 * width);
            return new Attention(
                    qkv.slice(2, 0, width),
                    qkv.slice(2, width, 2 * width),
                    qkv.slice(2, 2 * width, 3 * width),
                    heads,
                    causal,
                    operands.output(batch, tokens, width));
        });
    }

    private static OpCase linear(int rows, int outputs, int inputs, Activation activation) {
        boolean activated = activation != Activation.NONE;
        String name = activated ? "linear + bias + QuickGELU" : "linear + bias + residual";
        return new OpCase(name, "%d×%d×%d".formatted(rows, outputs, inputs), (operands, device) -> {
            Tensor x = operands.normal(rows, inputs);
            Tensor w = operands.normal(1 / Math.sqrt(inputs), outputs, inputs);
            Epilogue bias = Epilogue.bias(operands.normal(outputs));
            Epilogue epilogue =
                    activated ? bias.withActivation(activation) : bias.withResidual(operands.normal(rows, outputs));
            return new Linear(x, device.pack(w, operands.scope()), epilogue, operands.output(rows, outputs));
        });
    }

    /** A square convolution with bias and ReLU of [batch, resolution, resolution, channels]. */
    public static OpCase convolution(
            int batch, int resolution, int channels, int outputs, int kernel, int stride, int padding) {
        String size = "%d×%d×%d×%d to %d, %d×%d, stride %d"
                .formatted(batch, resolution, resolution, channels, outputs, kernel, kernel, stride);
        return new OpCase(
                "convolution",
                size,
                (operands, device) ->
                        convolution(operands, device, batch, resolution, channels, outputs, kernel, stride, padding));
    }

    private static Convolution convolution(
            SeededOperands operands,
            CpuDevice device,
            int batch,
            int resolution,
            int channels,
            int outputs,
            int kernel,
            int stride,
            int padding) {
        int inputs = kernel * kernel * channels;
        int grid = (resolution + 2 * padding - kernel) / stride + 1;
        Tensor w = operands.normal(1 / Math.sqrt(inputs), outputs, inputs);
        Epilogue epilogue = Epilogue.bias(operands.normal(outputs)).withActivation(Activation.RELU);
        // Only images come with the channels first.
        Tensor x = channels == 3
                ? operands.normal(batch, channels, resolution, resolution).permute(0, 2, 3, 1)
                : operands.normal(batch, resolution, resolution, channels);
        return new Convolution(
                x,
                device.pack(w, operands.scope()),
                kernel,
                stride,
                padding,
                epilogue,
                operands.output(batch, grid, grid, outputs));
    }

    /** 2×2 average pooling of [batch, resolution, resolution, channels]. */
    public static OpCase averagePool(int batch, int resolution, int channels) {
        String size = "%d×%d×%d×%d, 2×2".formatted(batch, resolution, resolution, channels);
        return new OpCase(
                "average pool",
                size,
                (operands, _) -> new AveragePool(
                        operands.normal(batch, resolution, resolution, channels),
                        2,
                        operands.output(batch, resolution / 2, resolution / 2, channels)));
    }

    /** Layer normalisation of [rows, width]. */
    public static OpCase layerNorm(int rows, int width) {
        return new OpCase(
                "LayerNorm",
                size(rows, width),
                (operands, _) -> new LayerNorm(
                        operands.normal(rows, width),
                        operands.normal(width),
                        operands.normal(width),
                        EPSILON,
                        operands.output(rows, width)));
    }

    /** Softmax of [rows, width]. */
    public static OpCase softmax(int rows, int width) {
        return new OpCase(
                "softmax",
                size(rows, width),
                (operands, _) -> new Softmax(operands.normal(rows, width), operands.output(rows, width)));
    }

    /** QuickGELU of [rows, width]. */
    public static OpCase quickGelu(int rows, int width) {
        return new OpCase(
                "QuickGELU",
                size(rows, width),
                (operands, _) -> new Activate(
                        operands.normal(rows, width), Activation.QUICK_GELU, operands.output(rows, width)));
    }

    private static OpCase add(int rows, int width) {
        return new OpCase(
                "add",
                size(rows, width),
                (operands, _) -> new Add(
                        operands.normal(rows, width), operands.normal(rows, width), operands.output(rows, width)));
    }

    private static String size(int rows, int width) {
        return rows + "×" + width;
    }
}
