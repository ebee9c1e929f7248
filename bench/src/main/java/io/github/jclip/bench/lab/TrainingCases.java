// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ActivateBackward;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AdadeltaUpdate;
import io.github.jclip.tensor.op.AdamUpdate;
import io.github.jclip.tensor.op.AddBackward;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.AveragePoolBackward;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.Clamp;
import io.github.jclip.tensor.op.ClipByNorm;
import io.github.jclip.tensor.op.ContrastiveLoss;
import io.github.jclip.tensor.op.ContrastiveLossBackward;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.op.GatherTokensBackward;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.LayerNormBackward;
import io.github.jclip.tensor.op.LinearBackward;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.RAdamUpdate;
import io.github.jclip.tensor.op.RmsPropUpdate;
import io.github.jclip.tensor.op.ScaleByExponential;
import io.github.jclip.tensor.op.ScaleByExponentialBackward;
import io.github.jclip.tensor.op.SgdUpdate;
import io.github.jclip.tensor.op.SquaredNorm;
import java.util.ArrayList;
import java.util.List;

/** Every op as CLIP's towers and their training have it: what training adds. */
final class TrainingCases {
    private static final double EPSILON = 1e-5;
    private static final double RATE = 1e-6;
    private static final int MLP = 4;

    private final LabSizes sizes;
    private final List<LabCase> cases = new ArrayList<>();

    private TrainingCases(LabSizes sizes) {
        this.sizes = sizes;
    }

    static List<LabCase> all(LabSizes sizes) {
        TrainingCases training = new TrainingCases(sizes);
        training.products();
        training.rows();
        training.channels();
        training.losses();
        training.updates();
        return training.cases;
    }

    private void add(String name, String size, LabCase.OpMaker maker) {
        cases.add(LabCase.of(name, size, maker));
    }

    private int tokenRows() {
        return sizes.images() * sizes.tokens();
    }

    private void products() {
        int rows = tokenRows();
        int width = sizes.width();
        add(
                "LinearBackward",
                "%d×%d×%d".formatted(rows, MLP * width, width),
                (operands, _) -> new LinearBackward(
                        operands.normal(rows, width),
                        operands.normal(rows, MLP * width),
                        operands.output(MLP * width, width),
                        operands.output(MLP * width)));
        String size = "%d×%d×%d, %d heads".formatted(sizes.images(), sizes.tokens(), width, sizes.heads());
        add("AttentionBackward", size, (operands, _) -> {
            Tensor qkv = operands.normal(sizes.images(), sizes.tokens(), 3 * width);
            Tensor dqkv = operands.output(sizes.images(), sizes.tokens(), 3 * width);
            return new AttentionBackward(
                    qkv.slice(2, 0, width),
                    qkv.slice(2, width, 2 * width),
                    qkv.slice(2, 2 * width, 3 * width),
                    sizes.heads(),
                    false,
                    operands.normal(sizes.images(), sizes.tokens(), width),
                    dqkv.slice(2, 0, width),
                    dqkv.slice(2, width, 2 * width),
                    dqkv.slice(2, 2 * width, 3 * width));
        });
        int grid = sizes.grid();
        int channels = sizes.channels();
        String images = "%d×%d×%d×%d to %d".formatted(sizes.images(), grid, grid, channels, channels);
        add(
                "ConvolutionBackward 3×3",
                images,
                (operands, _) -> new ConvolutionBackward(
                        operands.normal(sizes.images(), grid, grid, channels),
                        3,
                        1,
                        1,
                        operands.normal(sizes.images(), grid, grid, channels),
                        operands.output(channels, 9 * channels)));
    }

    private void rows() {
        int rows = tokenRows();
        int width = sizes.width();
        add(
                "LayerNormBackward",
                rows + "×" + width,
                (operands, _) -> new LayerNormBackward(
                        operands.normal(rows, width),
                        operands.normal(width),
                        EPSILON,
                        operands.normal(rows, width),
                        null,
                        operands.output(rows, width),
                        operands.output(width),
                        operands.output(width)));
        add(
                "ActivateBackward",
                rows + "×" + MLP * width,
                (operands, _) -> new ActivateBackward(
                        operands.normal(rows, MLP * width),
                        Activation.QUICK_GELU,
                        operands.normal(rows, MLP * width),
                        operands.output(rows, MLP * width)));
        String batch = "%d×%d×%d".formatted(sizes.images(), sizes.tokens(), width);
        add(
                "AddBackward",
                batch,
                (operands, _) -> new AddBackward(
                        operands.normal(sizes.images(), sizes.tokens(), width),
                        operands.output(sizes.tokens(), width)));
        add(
                "GatherTokensBackward",
                batch,
                (operands, _) -> new GatherTokensBackward(
                        operands.normal(sizes.images(), width),
                        operands.indices(sizes.tokens(), sizes.images()),
                        operands.output(sizes.images(), sizes.tokens(), width)));
        String tokens =
                "%d×%d of %d×%d".formatted(sizes.texts(), sizes.context(), sizes.vocabulary(), sizes.textWidth());
        add(
                "EmbeddingLookupBackward",
                tokens,
                (operands, _) -> new EmbeddingLookupBackward(
                        operands.indices(sizes.vocabulary(), sizes.texts(), sizes.context()),
                        operands.normal(sizes.texts(), sizes.context(), sizes.textWidth()),
                        operands.output(sizes.vocabulary(), sizes.textWidth()),
                        operands.output(sizes.context(), sizes.textWidth())));
        add(
                "L2NormalizeBackward",
                sizes.classes() + "×" + sizes.embedding(),
                (operands, _) -> new L2NormalizeBackward(
                        operands.normal(sizes.classes(), sizes.embedding()),
                        operands.normal(sizes.classes(), sizes.embedding()),
                        operands.output(sizes.classes(), sizes.embedding())));
    }

    private void channels() {
        int grid = sizes.grid();
        int channels = sizes.channels();
        String size = "%d×%d×%d×%d".formatted(sizes.images(), grid, grid, channels);
        add(
                "BatchNorm",
                size,
                (operands, _) -> new BatchNorm(
                        image(operands),
                        operands.normal(channels),
                        operands.normal(channels),
                        operands.normal(channels),
                        operands.magnitudes(channels),
                        EPSILON,
                        0.1,
                        true,
                        operands.output(channels),
                        operands.output(channels),
                        outputImage(operands)));
        add(
                "BatchNormBackward",
                size,
                (operands, _) -> new BatchNormBackward(
                        image(operands),
                        operands.normal(channels),
                        operands.normal(channels),
                        operands.magnitudes(channels),
                        true,
                        image(operands),
                        outputImage(operands),
                        operands.output(channels),
                        operands.output(channels)));
        add(
                "AveragePoolBackward",
                size,
                (operands, _) -> new AveragePoolBackward(
                        operands.normal(sizes.images(), grid / 2, grid / 2, channels), 2, outputImage(operands)));
    }

    private Tensor image(SeededOperands operands) {
        return operands.normal(sizes.images(), sizes.grid(), sizes.grid(), sizes.channels());
    }

    private Tensor outputImage(SeededOperands operands) {
        return operands.output(sizes.images(), sizes.grid(), sizes.grid(), sizes.channels());
    }

    private void losses() {
        int rows = sizes.rows();
        int classes = sizes.classes();
        add(
                "CrossEntropyBackward",
                rows + "×" + classes,
                (operands, _) -> new CrossEntropyBackward(
                        operands.normal(rows, classes),
                        operands.indices(classes, rows),
                        1.0 / rows,
                        operands.output(rows, classes)));
        String pairs = rows + "×" + rows;
        add(
                "ContrastiveLoss",
                pairs,
                (operands, _) -> new ContrastiveLoss(operands.normal(rows, rows), operands.output(2)));
        add(
                "ContrastiveLossBackward",
                pairs,
                (operands, _) ->
                        new ContrastiveLossBackward(operands.normal(rows, rows), 1, operands.output(rows, rows)));
        add(
                "ScaleByExponential",
                pairs,
                (operands, _) -> new ScaleByExponential(
                        operands.normal(rows, rows), operands.normal(1), operands.output(rows, rows)));
        add(
                "ScaleByExponentialBackward",
                pairs,
                (operands, _) -> new ScaleByExponentialBackward(
                        operands.normal(rows, rows),
                        operands.normal(1),
                        operands.normal(rows, rows),
                        operands.output(rows, rows),
                        operands.output(1)));
    }

    // ---- parameters ----

    private void updates() {
        update(
                "AdamUpdate",
                (operands, n) -> new AdamUpdate(
                        operands.normal(n),
                        operands.normal(n),
                        operands.normal(n),
                        operands.magnitudes(n),
                        null,
                        operands.numbers(AdamUpdate.rates(RATE, 0.9, 0.999, 0.01, true, 10)),
                        0.9,
                        0.999,
                        1e-8,
                        0.01,
                        true));
        update(
                "RAdamUpdate",
                (operands, n) -> new RAdamUpdate(
                        operands.normal(n),
                        operands.normal(n),
                        operands.normal(n),
                        operands.magnitudes(n),
                        operands.numbers(RAdamUpdate.rates(RATE, 0.9, 0.999, 0, 10)),
                        0.9,
                        0.999,
                        1e-8));
        update(
                "SgdUpdate",
                (operands, n) -> new SgdUpdate(
                        operands.normal(n),
                        operands.normal(n),
                        operands.normal(n),
                        operands.numbers(SgdUpdate.rates(RATE, 0.9, 0, false)),
                        0.9,
                        false,
                        0));
        update(
                "RmsPropUpdate",
                (operands, n) -> new RmsPropUpdate(
                        operands.normal(n),
                        operands.normal(n),
                        operands.magnitudes(n),
                        null,
                        operands.numbers(RmsPropUpdate.rates(RATE)),
                        0.99,
                        1e-8,
                        0,
                        0));
        update(
                "AdadeltaUpdate",
                (operands, n) -> new AdadeltaUpdate(
                        operands.normal(n),
                        operands.normal(n),
                        operands.magnitudes(n),
                        operands.magnitudes(n),
                        operands.numbers(AdadeltaUpdate.rates(RATE)),
                        0.9,
                        1e-6,
                        0));
        update("Clamp", (operands, n) -> new Clamp(operands.normal(n), -1, 1, operands.output(n)));
        update("SquaredNorm", (operands, n) -> new SquaredNorm(operands.normal(n), operands.output(1)));
        update("ClipByNorm", (operands, n) -> new ClipByNorm(operands.normal(n), operands.magnitudes(1), 1e-3));
    }

    /** Makes an op on the parameters of a layer. */
    @FunctionalInterface
    private interface OfParameters {
        Op make(SeededOperands operands, int count);
    }

    private void update(String name, OfParameters maker) {
        int count = MLP * sizes.width() * sizes.width();
        add(name, Integer.toString(count), (operands, _) -> maker.make(operands, count));
    }
}
