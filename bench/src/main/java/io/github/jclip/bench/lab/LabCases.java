// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.bench.lab.LabCase.Composition;
import io.github.jclip.bench.lab.LabCase.Made;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activate;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.ArgMax;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AveragePool;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.EmbeddingLookup;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.GatherTokens;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.ResizeCropNormalize;
import io.github.jclip.tensor.op.Softmax;
import io.github.jclip.tensor.resample.BicubicWeights;
import io.github.jclip.tensor.resample.FixedPointWeights;
import io.github.jclip.tensor.resample.PlacedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Every op as CLIP's towers and their training have it: what inference needs. */
final class LabCases {
    private static final double EPSILON = 1e-5;
    private static final int MLP = 4;
    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    private final LabSizes sizes;
    private final List<LabCase> cases = new ArrayList<>();

    private LabCases(LabSizes sizes) {
        this.sizes = sizes;
    }

    /** Of inference, then of training. */
    static List<LabCase> all(LabSizes sizes) {
        LabCases inference = new LabCases(sizes);
        inference.linear();
        inference.attention();
        inference.convolution();
        inference.rows();
        inference.elements();
        inference.photos();
        List<LabCase> all = new ArrayList<>(inference.cases);
        all.addAll(TrainingCases.all(sizes));
        return all;
    }

    private void add(String name, String size, LabCase.OpMaker maker) {
        cases.add(LabCase.of(name, size, maker));
    }

    private int tokenRows() {
        return sizes.images() * sizes.tokens();
    }

    // ---- products ----

    private void linear() {
        int width = sizes.width();
        linear("bias", 3 * width, width, Activation.NONE, false);
        linear("bias + QuickGELU", MLP * width, width, Activation.QUICK_GELU, false);
        linear("bias + residual", width, MLP * width, Activation.NONE, true);
        add("Gemm", "%d×%d×%d".formatted(sizes.rows(), sizes.classes(), sizes.embedding()), (operands, _) -> {
            Tensor images = operands.normal(sizes.rows(), sizes.embedding());
            Tensor texts = operands.normal(sizes.classes(), sizes.embedding());
            return Gemm.of(images, texts.transpose(0, 1), operands.output(sizes.rows(), sizes.classes()));
        });
    }

    private void linear(String epilogue, int outputs, int inputs, Activation activation, boolean withResidual) {
        int rows = tokenRows();
        String size = "%d×%d×%d".formatted(rows, outputs, inputs);
        cases.add(new LabCase("Linear + " + epilogue, size, (operands, device) -> {
            Tensor x = operands.normal(rows, inputs);
            Tensor weight = operands.normal(1 / Math.sqrt(inputs), outputs, inputs);
            PackedMatrix w = device.pack(weight, operands.scope());
            Tensor bias = operands.normal(outputs);
            Tensor residual = withResidual ? operands.normal(rows, outputs) : null;
            Tensor y = operands.output(rows, outputs);
            Epilogue fused = Epilogue.bias(bias).withActivation(activation);
            Op op = new Linear(x, w, withResidual ? fused.withResidual(residual) : fused, y);

            Tensor plain = operands.output(rows, outputs);
            List<Op> apart = new ArrayList<>();
            apart.add(new Linear(x, w, Epilogue.NONE, plain));
            apart.add(new Add(plain, bias.expand(rows, outputs), plain));
            if (withResidual) {
                apart.add(new Add(plain, residual, plain));
            }
            if (activation != Activation.NONE) {
                apart.add(new Activate(plain, activation, plain));
            }
            return new Made(op, List.of(new Composition("product, then bias and the rest one by one", apart)));
        }));
    }

    private void attention() {
        attention("Attention", sizes.images(), sizes.tokens(), sizes.width(), sizes.heads(), false);
        attention("Attention, causal", sizes.texts(), sizes.context(), sizes.textWidth(), sizes.textHeads(), true);
    }

    private void attention(String name, int batch, int tokens, int width, int heads, boolean causal) {
        String size = "%d×%d×%d, %d heads".formatted(batch, tokens, width, heads);
        cases.add(new LabCase(name, size, (operands, _) -> {
            Tensor qkv = operands.normal(batch, tokens, 3 * width);
            Op op = new Attention(
                    qkv.slice(2, 0, width),
                    qkv.slice(2, width, 2 * width),
                    qkv.slice(2, 2 * width, 3 * width),
                    heads,
                    causal,
                    operands.output(batch, tokens, width));
            return new Made(op, causal ? List.of() : List.of(products(operands, batch * heads, tokens, width / heads)));
        }));
    }

    /** Attention whose heads lie apart, with the scores in memory. */
    private static Composition products(SeededOperands operands, int matrices, int tokens, int dimension) {
        Tensor q = operands.normal(matrices, tokens, dimension);
        Tensor k = operands.normal(matrices, tokens, dimension);
        Tensor v = operands.normal(matrices, tokens, dimension);
        Tensor scores = operands.output(matrices, tokens, tokens);
        Tensor rows = scores.reshape(matrices * tokens, tokens);
        return new Composition(
                "Gemm, Softmax, Gemm",
                List.of(
                        new Gemm(1 / Math.sqrt(dimension), q, k.transpose(1, 2), 0, scores),
                        new Softmax(rows, rows),
                        Gemm.of(scores, v, operands.output(matrices, tokens, dimension))));
    }

    private void convolution() {
        int channels = sizes.channels();
        convolution("3×3", sizes.grid(), channels, channels, 3, 1, 1);
        convolution("1×1", sizes.grid(), 4 * channels, channels, 1, 1, 0);
        convolution("3×3 of images", sizes.resolution(), 3, channels / 2, 3, 2, 1);
        convolution("patches", sizes.resolution(), 3, sizes.width(), sizes.patch(), sizes.patch(), 0);
        int grid = sizes.grid();
        add("AveragePool", "%d×%d×%d×%d".formatted(sizes.images(), grid, grid, 4 * channels), (operands, _) -> {
            Tensor x = operands.normal(sizes.images(), grid, grid, 4 * channels);
            return new AveragePool(x, 2, operands.output(sizes.images(), grid / 2, grid / 2, 4 * channels));
        });
    }

    private void convolution(String kind, int side, int inputs, int outputs, int kernel, int stride, int padding) {
        int images = sizes.images();
        int grid = Convolution.outputSize(side, kernel, stride, padding);
        String size = "%d×%d×%d×%d to %d".formatted(images, side, side, inputs, outputs);
        cases.add(new LabCase("Convolution " + kind, size, (operands, device) -> {
            int terms = kernel * kernel * inputs;
            Tensor weight = operands.normal(1 / Math.sqrt(terms), outputs, terms);
            PackedMatrix w = device.packConvolution(weight, kernel, stride, operands.scope());
            Tensor bias = operands.normal(outputs);
            Epilogue epilogue = Epilogue.bias(bias).withActivation(Activation.RELU);
            // Only images come with the channels first.
            Tensor x = inputs == 3
                    ? operands.normal(images, inputs, side, side).permute(0, 2, 3, 1)
                    : operands.normal(images, side, side, inputs);
            Tensor y = operands.output(images, grid, grid, outputs);
            Op op = new Convolution(x, w, kernel, stride, padding, epilogue, y);
            return new Made(
                    op,
                    kernel > 1
                            ? List.of()
                            : List.of(new Composition(
                                    "Linear",
                                    List.of(new Linear(
                                            x.reshape(images * grid * grid, inputs),
                                            device.pack(weight, operands.scope()),
                                            epilogue,
                                            y.reshape(images * grid * grid, outputs))))));
        }));
    }

    // ---- rows ----

    private void rows() {
        int rows = tokenRows();
        int width = sizes.width();
        String size = rows + "×" + width;
        add(
                "LayerNorm",
                size,
                (operands, _) -> new LayerNorm(
                        operands.normal(rows, width),
                        operands.normal(width),
                        operands.normal(width),
                        EPSILON,
                        operands.output(rows, width)));
        String logits = sizes.rows() + "×" + sizes.classes();
        add("Softmax", logits, (operands, _) -> new Softmax(logits(operands), outputLogits(operands)));
        add(
                "CrossEntropy",
                logits,
                (operands, _) -> new CrossEntropy(
                        logits(operands),
                        operands.indices(sizes.classes(), sizes.rows()),
                        operands.output(sizes.rows())));
        add("ArgMax", logits, (operands, _) -> new ArgMax(logits(operands), operands.indices(1, sizes.rows())));
        String classes = sizes.classes() + "×" + sizes.embedding();
        add(
                "L2Normalize",
                classes,
                (operands, _) -> new L2Normalize(
                        operands.normal(sizes.classes(), sizes.embedding()),
                        operands.output(sizes.classes(), sizes.embedding())));
        String tokens =
                "%d×%d of %d×%d".formatted(sizes.texts(), sizes.context(), sizes.vocabulary(), sizes.textWidth());
        add(
                "EmbeddingLookup",
                tokens,
                (operands, _) -> new EmbeddingLookup(
                        operands.indices(sizes.vocabulary(), sizes.texts(), sizes.context()),
                        operands.normal(sizes.vocabulary(), sizes.textWidth()),
                        operands.normal(sizes.context(), sizes.textWidth()),
                        operands.output(sizes.texts(), sizes.context(), sizes.textWidth())));
        add(
                "GatherTokens",
                "%d of %d×%d".formatted(sizes.images(), sizes.tokens(), width),
                (operands, _) -> new GatherTokens(
                        operands.normal(sizes.images(), sizes.tokens(), width),
                        operands.indices(sizes.tokens(), sizes.images()),
                        operands.output(sizes.images(), width)));
    }

    private Tensor logits(SeededOperands operands) {
        return operands.normal(sizes.rows(), sizes.classes());
    }

    private Tensor outputLogits(SeededOperands operands) {
        return operands.output(sizes.rows(), sizes.classes());
    }

    // ---- elements ----

    private void elements() {
        int rows = tokenRows();
        int wide = MLP * sizes.width();
        String size = rows + "×" + wide;
        for (Activation activation : List.of(Activation.QUICK_GELU, Activation.GELU, Activation.RELU)) {
            add(
                    "Activate " + activation,
                    size,
                    (operands, _) ->
                            new Activate(operands.normal(rows, wide), activation, operands.output(rows, wide)));
        }
        add(
                "Add",
                size,
                (operands, _) ->
                        new Add(operands.normal(rows, wide), operands.normal(rows, wide), operands.output(rows, wide)));
        add(
                "AddScaled",
                size,
                (operands, _) -> new AddScaled(
                        operands.normal(rows, wide), 0.5, operands.normal(rows, wide), operands.output(rows, wide)));
        add("Cast", size, (operands, _) -> new Cast(operands.normal(rows, wide), operands.output(rows, wide)));
        add("Fill", size, (operands, _) -> new Fill(1, operands.output(rows, wide)));
    }

    // ---- images ----

    /** Photos as data sets have them, 500×375 where towers take 224×224. */
    private void photos() {
        int images = sizes.images();
        int side = sizes.resolution();
        int height = side * 5 / 3;
        int width = height * 4 / 3;
        String size = "%d×%d×%d to %d×%d".formatted(images, width, height, side, side);
        add("ResizeCropNormalize", size, (operands, _) -> {
            int resized = side * 4 / 3;
            int left = (resized - side) / 2;
            FixedPointWeights columns =
                    BicubicWeights.of(width, resized, left, left + side).fixedPoint();
            FixedPointWeights rows = BicubicWeights.of(height, side, 0, side).fixedPoint();
            int bytes = width * height * CHANNELS;
            List<PlacedImage> placed = new ArrayList<>();
            for (int i = 0; i < images; i++) {
                placed.add(new PlacedImage(i * bytes, width * CHANNELS, CHANNELS, columns, rows));
            }
            double[] table =
                    Arrays.stream(PlacedImage.table(placed)).asDoubleStream().toArray();
            // Every type has these exactly, so that none rounds.
            double[] levels = IntStream.range(0, CHANNELS * LEVELS)
                    .mapToDouble(i -> i % LEVELS)
                    .toArray();
            return new ResizeCropNormalize(
                    operands.bytes(images * bytes),
                    operands.values(DType.I32, table, table.length),
                    operands.values(DType.F32, levels, CHANNELS, LEVELS),
                    operands.output(images, CHANNELS, side, side));
        });
    }
}
