// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.taskres.images.ImageReading;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How image files are read; a mixin of the commands that embed them. */
final class ImageOptions {
    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images embedded at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--broken",
            paramLabel = "fail|skip",
            defaultValue = "FAIL",
            description = "A broken image ends the command, or is reported and left out (default: fail).")
    private BrokenImagePolicy policy;

    /** Starts to decode files for a model; broken ones are logged where they are skipped. */
    ImageBatches open(Clip clip, List<Path> files, OutputOptions output) {
        ImageReading reading = reading(output);
        return ImageBatches.open(
                files,
                clip.preprocessing(),
                reading.batchSize(),
                reading.threads(),
                reading.policy(),
                reading.skipped());
    }

    /** How images are read; broken ones are logged where they are skipped. */
    ImageReading reading(OutputOptions output) {
        Arguments.requirePositive("--batch-size", batchSize);
        return new ImageReading(
                batchSize,
                Runtime.getRuntime().availableProcessors(),
                policy,
                broken -> output.log("skipped: " + broken.getMessage()));
    }
}
