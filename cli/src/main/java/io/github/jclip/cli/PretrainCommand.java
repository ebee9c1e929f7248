// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.pretrain.Evaluation;
import io.github.jclip.clip.pretrain.Pretraining;
import io.github.jclip.clip.pretrain.PretrainingListener;
import io.github.jclip.clip.pretrain.PretrainingOptions;
import io.github.jclip.clip.pretrain.Recipe;
import io.github.jclip.clip.pretrain.Recipe.ImageFilePairs;
import io.github.jclip.clip.pretrain.Recipe.Training;
import io.github.jclip.clip.pretrain.RecipeFile;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "pretrain",
        description = {
            "Train a CLIP from nothing on images with captions.",
            "It leaves a model folder, which every other command takes as --model."
        },
        footer = {
            "",
            "Examples:",
            "  jclip pretrain --recipe bundled --out my-model",
            "  jclip pretrain --recipe bundled --print-recipe > my-recipe.json",
            "  jclip pretrain --recipe my-recipe.json --images photos/pairs.csv --out my-model --resume"
        })
final class PretrainCommand implements Runnable {
    private static final double SMALLEST_CROP = 0.9;
    private static final int EVALUATION_PICTURES = 8;

    @Option(
            names = "--recipe",
            paramLabel = "FILE|bundled",
            defaultValue = RecipeFile.BUNDLED,
            description = "Sizes and settings (default: bundled, those of the model that comes with jclip).")
    private String recipe;

    @Option(
            names = "--images",
            paramLabel = "LIST|FOLDER",
            description = {
                "Train on these pairs instead of the recipe's: a CSV, TSV or JSONL list of path and caption,",
                "or a folder with pairs.csv or with a text file for each image."
            })
    private Path images;

    @Option(
            names = "--val",
            paramLabel = "LIST|FOLDER",
            description = "With --images: other pairs, on which the model is evaluated.")
    private Path validation;

    @Option(
            names = "--truncate",
            description = "With --images: cut captions that are longer than the context, instead of refusing them.")
    private boolean truncate;

    @Option(names = "--out", paramLabel = "MODEL", description = "Model folder to make.")
    private Path out;

    @Option(
            names = "--resume",
            description = "Go on where the same command was interrupted, at the beginning if it never ran.")
    private boolean resume;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Train for so many batches; the warm-up changes in proportion (default: the recipe's).")
    private Integer steps;

    @Option(names = "--batch-size", paramLabel = "N", description = "Pairs of a batch (default: the recipe's).")
    private Integer batchSize;

    @Option(
            names = "--micro-batch",
            paramLabel = "N",
            description = "Pairs that are in memory at once, a divisor of the batch size (default: the recipe's).")
    private Integer microBatch;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the first weights and of the order of images.")
    private Long seed;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "STEPS",
            defaultValue = "500",
            description = "Steps from one checkpoint to the next (default: ${DEFAULT-VALUE}).")
    private int checkpointEvery;

    @Option(
            names = "--eval-every",
            paramLabel = "STEPS",
            defaultValue = "500",
            description = "Steps from one evaluation to the next (default: ${DEFAULT-VALUE}).")
    private int evaluateEvery;

    @Option(names = "--print-recipe", description = "Print the recipe with all settings, and train nothing.")
    private boolean printRecipe;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private TrainingPrecisionOptions precision;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    /** The JSON result; scores in percent. */
    record Result(String out, int steps, long pairs, Double zeroShot, Double imageToText, Double textToImage) {}

    @Override
    public void run() {
        Recipe chosen = chosen();
        if (printRecipe) {
            output.line(RecipeFile.toJson(chosen).stripTrailing());
            return;
        }
        if (out == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "Missing required option: '--out=MODEL'");
        }
        Arguments.requirePositive("--checkpoint-every", checkpointEvery);
        Arguments.requirePositive("--eval-every", evaluateEvery);
        PretrainingOptions options = new PretrainingOptions(
                resume, checkpointEvery, evaluateEvery, EVALUATION_PICTURES, device.defaultJobs());
        Optional<Evaluation> last;
        try (Device opened = device.open(precision.precision(), output);
                Watch watch = new Watch(chosen.training().batchSize())) {
            last = Pretraining.run(chosen, out, options, opened, watch);
        }
        print(chosen.training(), last);
    }

    private Recipe chosen() {
        Recipe read = RecipeFile.read(recipe);
        Recipe trained = read.withTraining(changed(read.training()));
        if (images != null) {
            return trained.withData(
                    new ImageFilePairs(images, Optional.ofNullable(validation), SMALLEST_CROP, truncate));
        }
        if (validation != null || truncate) {
            throw new BadInputException((truncate ? "--truncate" : "--val") + ": goes with --images");
        }
        return trained;
    }

    private Training changed(Training training) {
        int newSteps = steps == null ? training.steps() : steps;
        int newBatch = batchSize == null ? training.batchSize() : batchSize;
        boolean whole = training.microBatch() == training.batchSize();
        int newPart = microBatch == null ? (whole ? newBatch : training.microBatch()) : microBatch;
        Arguments.requirePositive("--steps", newSteps);
        if (newBatch < 2) {
            throw new BadInputException(
                    "--batch-size %d: a pair is told from the others of its batch, so give a number ≥ 2"
                            .formatted(newBatch));
        }
        if (newPart < 1 || newBatch % newPart != 0) {
            throw new BadInputException(
                    "--micro-batch %d: give a divisor of the batch size %d".formatted(newPart, newBatch));
        }
        int warmUp = (int) ((long) training.warmUpSteps() * newSteps / training.steps());
        return new Training(
                seed == null ? training.seed() : seed,
                newSteps,
                newBatch,
                newPart,
                training.learningRate(),
                training.textRate(),
                warmUp,
                training.weightDecay(),
                training.beta1(),
                training.beta2(),
                training.epsilon(),
                training.maxGradientNorm(),
                training.recompute());
    }

    private void print(Training training, Optional<Evaluation> last) {
        long pairs = (long) training.steps() * training.batchSize();
        if (output.json()) {
            output.json(new Result(
                    out.toString(),
                    training.steps(),
                    pairs,
                    last.flatMap(it -> it.zeroShot().isPresent()
                                    ? Optional.of(it.zeroShot().getAsDouble())
                                    : Optional.empty())
                            .orElse(null),
                    last.map(it -> it.retrieval().imageToText()).orElse(null),
                    last.map(it -> it.retrieval().textToImage()).orElse(null)));
            return;
        }
        output.line("%s: a model trained on %d pairs%s"
                .formatted(out, pairs, last.map(PretrainCommand::scores).orElse("")));
    }

    private static String scores(Evaluation last) {
        String zeroShot = last.zeroShot().isPresent()
                ? String.format(
                        Locale.ROOT,
                        "zero-shot top-1 %.1f %%, ",
                        last.zeroShot().getAsDouble())
                : "";
        return String.format(
                Locale.ROOT,
                "; %sretrieval R@1 %.1f %% and %.1f %%",
                zeroShot,
                last.retrieval().imageToText(),
                last.retrieval().textToImage());
    }

    /** Shows how far the training is, in pairs. */
    private final class Watch implements PretrainingListener, AutoCloseable {
        private final int pairs;
        private Progress progress;

        Watch(int pairs) {
            this.pairs = pairs;
        }

        @Override
        public void needs(long bytes) {
            long available = Memory.ofThisMachine().availableBytes();
            if (bytes > available) {
                throw new BadInputException(
                        "the training needs %s, but %s of memory are free; give a smaller --micro-batch or --batch-size"
                                .formatted(Quantities.bytes(bytes), Quantities.bytes(available)));
            }
        }

        @Override
        public void logged(String line) {
            output.log(line);
        }

        @Override
        public void stepped(int step, int of, double loss) {
            if (progress == null) {
                progress = output.progress("pretrain", (1L + of - step) * pairs);
            }
            progress.advance(pairs);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
