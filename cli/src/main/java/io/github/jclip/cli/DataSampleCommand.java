// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "sample",
        description = {
            "Draw the images of a few-shot experiment, the same as the original code, into a JSON list.",
            "A cache of the original code for these shots and this seed (split_fewshot/shot_N-seed_S.pkl) wins over "
                    + "drawing."
        })
final class DataSampleCommand implements Runnable {
    @Parameters(paramLabel = DatasetOptions.DATASET_LABEL, description = DatasetOptions.DATASET_HELP)
    private String dataset;

    @Mixin
    private DatasetOptions options;

    @Option(
            names = "--shots",
            required = true,
            paramLabel = "N",
            description = "Training images of each class, 0 for all; of validation at most 4.")
    private int shots;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of Python's stream (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--subset",
            paramLabel = "all|base|new",
            defaultValue = "ALL",
            description = "Classes to keep: all, or the first or second half (default: all).")
    private Subset subset;

    @Option(
            names = "--cache",
            paramLabel = "FILE",
            description = "Take the samples from this cache of the original code.")
    private Path cache;

    @Option(names = "--redraw", description = "Draw although there is a cache.")
    private boolean redraw;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON list to write.")
    private Path target;

    @Mixin
    private OutputOptions output;

    /** The JSON result. */
    record Result(
            String out,
            String dataset,
            int shots,
            long seed,
            Subset subset,
            int classes,
            int train,
            int val,
            int test) {}

    @Override
    public void run() {
        Arguments.requireNotNegative("--shots", shots);
        AtomicFile.requirePossible(target);
        PythonRandom random = new PythonRandom(seed);
        Dataset opened = Datasets.open(options.request(dataset), random, output::log);
        Sampling sampling = Sampling.of(opened, shots, seed, subset, drawn(opened, random));
        sampling.write(target);
        print(sampling);
    }

    private Sampling.Drawn drawn(Dataset opened, PythonRandom random) {
        if (cache != null) {
            Sampling.Drawn cached = FewShotCaches.read(cache, opened);
            output.log("samples of " + cache);
            return cached;
        }
        return redraw
                ? Sampling.draw(opened, shots, random, output::log)
                : FewShotCaches.cachedOrDrawn(opened, shots, seed, random, output::log);
    }

    private void print(Sampling sampling) {
        Result result = new Result(
                target.toString(),
                sampling.dataset(),
                shots,
                seed,
                subset,
                sampling.classes().size(),
                sampling.splits().train().size(),
                sampling.splits().val().size(),
                sampling.splits().test().size());
        if (output.json()) {
            output.json(result);
        } else {
            output.line("%s: %d classes, %d train, %d val, %d test"
                    .formatted(result.out(), result.classes(), result.train(), result.val(), result.test()));
        }
    }
}
