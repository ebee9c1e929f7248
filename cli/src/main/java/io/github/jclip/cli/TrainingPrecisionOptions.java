// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Precision;
import picocli.CommandLine.Option;

/** How exactly the device computes; a mixin of commands that train. */
final class TrainingPrecisionOptions {
    @Option(
            names = "--precision",
            paramLabel = "f32|tf32",
            defaultValue = "F32",
            description = "What the device trains in; tf32 needs a GPU (default: f32).")
    private Precision precision;

    /**
     * The precision.
     *
     * @throws BadInputException if it is not one to train in
     */
    Precision precision() {
        return forTraining(precision);
    }

    /**
     * The precision itself, if it is one to train in: the moments of an optimiser need F32.
     *
     * @throws BadInputException if it is not
     */
    static Precision forTraining(Precision precision) {
        if (!precision.trains()) {
            throw new BadInputException("--precision %s: training needs f32 or tf32; to tune on embeddings in %s, make"
                            .formatted(precision.option(), precision.option())
                    + " them first by 'jclip encode --precision %s'".formatted(precision.option()));
        }
        return precision;
    }
}
