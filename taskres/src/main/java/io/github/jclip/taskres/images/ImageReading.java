// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.image.BrokenImagePolicy;
import io.github.jclip.tensor.BadInputException;
import java.util.function.Consumer;

/**
 * How image files are read.
 *
 * @param batchSize images embedded at once
 * @param threads that decode
 * @param policy what to do with broken images
 * @param skipped told of each image that is left out
 */
public record ImageReading(int batchSize, int threads, BrokenImagePolicy policy, Consumer<BadInputException> skipped) {
    /** Images embedded at once where nothing asks for another number. */
    public static final int BATCH_SIZE = 32;

    /** Every image must be whole; as many threads as the machine has. */
    public static ImageReading strict() {
        return new ImageReading(
                BATCH_SIZE, Runtime.getRuntime().availableProcessors(), BrokenImagePolicy.FAIL, _ -> {});
    }
}
