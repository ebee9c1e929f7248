// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.Dataset;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.taskres.images.EncodingRequest;
import io.github.jclip.taskres.random.PythonRandom;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The data set to embed. */
final class DatasetInput extends DatasetOptions {
    @Option(
            names = "--dataset",
            required = true,
            paramLabel = DatasetOptions.DATASET_LABEL,
            description = DatasetOptions.DATASET_HELP)
    private String dataset;

    @Option(
            names = "--sample",
            paramLabel = "FILE",
            description = "Embed only the images of this list, which 'jclip data sample' has made.")
    private Path sample;

    @Option(
            names = "--underscores",
            paramLabel = "keep|space",
            defaultValue = "KEEP",
            description = "What becomes of the underscores of class names in the tensor 'text': kept as in TaskRes, or "
                    + "spaces (default: keep).")
    private Underscores underscores;

    @Option(
            names = "--split-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed that divides a data set without a split (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--views",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Augmented views of each training image to embed as well; 'tune' then takes another one in each "
                            + "epoch (default: none).")
    private int views;

    /** What to embed of the data set. */
    EncodingRequest embedding(Dataset opened, Optional<Sampling> sampling, boolean normalize) {
        Arguments.requireNotNegative("--views", views);
        return new EncodingRequest(
                opened,
                sampling,
                underscores,
                normalize,
                views,
                sampling.map(Sampling::seed).orElse(seed));
    }

    Optional<Sampling> sampling() {
        return Optional.ofNullable(sample).map(Sampling::read);
    }

    /** The data set, or what the sampling keeps of it; every image is there. */
    Dataset open(Optional<Sampling> sampling, Consumer<String> notices) {
        Dataset whole = Datasets.open(request(dataset), new PythonRandom(seed), notices);
        Dataset kept = sampling.map(list -> list.of(whole)).orElse(whole);
        kept.requireImages();
        return kept;
    }
}
