// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.run;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Method;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.method.TaskFactory;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One thing to fit and to test.
 *
 * @param features the features file
 * @param method with its settings
 * @param shots images of each class to train on, or {@link TaskFactory#ALL_SHOTS}
 * @param seed of the order of the images, of initial values and, where the file has no set of that many shots, of the
 *     choice of the images
 * @param sampling a file that says which images are trained and chosen on, instead of the seed
 */
public record Job(
        Path features, Method method, int shots, long seed, Subset subset, Protocol protocol, Optional<Path> sampling) {
    /**
     * Checks the shots.
     *
     * @throws BadInputException if there are fewer than 0
     */
    public Job {
        if (shots < TaskFactory.ALL_SHOTS) {
            throw new BadInputException("shots %d: give the number of images per class, or 0 for all".formatted(shots));
        }
    }

    /** A job on the images that the file has for the shots, or that the seed draws. */
    public Job(Path features, Method method, int shots, long seed, Subset subset, Protocol protocol) {
        this(features, method, shots, seed, subset, protocol, Optional.empty());
    }

    /** A job on all classes, with a method's default settings and a sealed test set. */
    public static Job of(Path features, String method, int shots, long seed) {
        return new Job(features, Methods.named(method, shots), shots, seed, Subset.ALL, Protocol.SEALED);
    }
}
