// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.clip.image.ImageBatches;
import io.github.jclip.clip.image.Preprocessing;
import io.github.jclip.clip.image.PreprocessingPlace;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * How image files are read.
 *
 * @param batchSize images embedded at once
 * @param threads that decode
 * @param place where images are preprocessed, but for augmented views, which the host makes
 * @param policy what to do with broken images
 * @param skipped told of each image that is left out
 */
public record ImageReading(
        int batchSize,
        int threads,
        PreprocessingPlace place,
        BrokenImagePolicy policy,
        Consumer<BadInputException> skipped) {
    /** Images embedded at once where nothing asks for another number. */
    public static final int BATCH_SIZE = 32;

    /** Every image must be whole; as many threads as the machine has. */
    public static ImageReading strict() {
        return new ImageReading(
                BATCH_SIZE,
                Runtime.getRuntime().availableProcessors(),
                PreprocessingPlace.HOST,
                BrokenImagePolicy.FAIL,
                _ -> {});
    }

    /** Starts to decode files. */
    public ImageBatches open(List<Path> files, Preprocessing preprocessing) {
        return switch (place) {
            case HOST -> ImageBatches.open(files, preprocessing, batchSize, threads, policy, skipped);
            case DEVICE -> ImageBatches.openPixels(files, preprocessing, batchSize, threads, policy, skipped);
        };
    }
}
