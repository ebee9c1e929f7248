// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.taskres.images.ImageReading;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.Excerpt;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** How image files are read; a mixin of the commands that embed them. */
final class ImageOptions {
    private static final String AUTO = "auto";

    /** Enough to fill any GPU. [not measured] */
    private static final int LARGEST_BATCH = 512;

    @Option(
            names = "--batch-size",
            paramLabel = "N|auto",
            defaultValue = AUTO,
            description = {
                "Images embedded at once (default: auto):",
                "32 on the CPU, as many as fit the free memory on a GPU, up to 512."
            })
    private String batchSize;

    @Option(
            names = "--broken",
            paramLabel = "fail|skip",
            defaultValue = "FAIL",
            description = "A broken image ends the command, or is reported and left out (default: fail).")
    private BrokenImagePolicy policy;

    @Option(
            names = "--preprocess",
            paramLabel = "host|device",
            defaultValue = "HOST",
            description = {
                "Where images are resized, cropped and normalised, with the same result (default: host).",
                "Augmented views, and images that are large or not plain RGB or gray, are always resized on the host."
            })
    private PreprocessingPlace place;

    /** Starts to decode files for a model; broken ones are logged where they are skipped. */
    ImageBatches open(Clip clip, List<Path> files, OutputOptions output) {
        return reading(clip, files.size(), output).open(files, clip.preprocessing());
    }

    /**
     * Checks the options before anything is opened.
     *
     * @throws BadInputException if the size of a batch is none
     */
    void check() {
        if (batchSize.equals(AUTO)) {
            return;
        }
        try {
            Arguments.requirePositive("--batch-size", Integer.parseInt(batchSize));
        } catch (NumberFormatException e) {
            throw new BadInputException(
                    Excerpt.line("--batch-size %s: give a number ≥ 1, or auto".formatted(batchSize)), e);
        }
    }

    /**
     * For what measures the preprocessing of the host.
     *
     * @param option that asks for it
     * @throws BadInputException if it is left to the device
     */
    void requireHost(String option) {
        if (place != PreprocessingPlace.HOST) {
            throw new BadInputException(option + ": measures preprocessing on the host; leave --preprocess out");
        }
    }

    /**
     * How images are read; broken ones are logged where they are skipped.
     *
     * @param images that there are; the tower is loaded to see how many fit, unless these are few
     */
    ImageReading reading(Clip clip, int images, OutputOptions output) {
        check();
        return reading(batchSize.equals(AUTO) ? fitting(clip, images, output) : Integer.parseInt(batchSize), output);
    }

    /** The same with batches as an earlier process had them, unless the user says otherwise. */
    ImageReading readingAgain(int earlierBatchSize, OutputOptions output) {
        check();
        return reading(batchSize.equals(AUTO) ? earlierBatchSize : Integer.parseInt(batchSize), output);
    }

    private ImageReading reading(int size, OutputOptions output) {
        return new ImageReading(
                size,
                Runtime.getRuntime().availableProcessors(),
                place,
                policy,
                broken -> output.log("skipped: " + broken.getMessage()));
    }

    private int fitting(Clip clip, int images, OutputOptions output) {
        if (images <= ImageReading.BATCH_SIZE) {
            return ImageReading.BATCH_SIZE;
        }
        return clip.fittingBatch(Math.min(LARGEST_BATCH, ceilingPowerOfTwo(images)), place)
                .map(batch -> {
                    output.log("batches of %d images: %s needed, %s free"
                            .formatted(
                                    batch.images(),
                                    Quantities.bytes(batch.bytes()),
                                    Quantities.bytes(batch.freeBytes())));
                    return batch.images();
                })
                .orElse(ImageReading.BATCH_SIZE);
    }

    private static int ceilingPowerOfTwo(int number) {
        return number > LARGEST_BATCH ? LARGEST_BATCH : Integer.highestOneBit(2 * number - 1);
    }
}
