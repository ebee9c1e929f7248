// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.classifier.ClassifierReader;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What a checkpoint of the original TaskRes code does not say. */
final class ForeignClassifierOptions {
    @Option(
            names = "--alpha",
            paramLabel = "VALUE",
            description = "For a checkpoint of the original code, which lacks it: scale of the residual.")
    private Double alpha;

    @Option(
            names = "--classes-file",
            paramLabel = "FILE",
            description = "For a checkpoint of the original code, which lacks them: class names, one a line.")
    private Path classes;

    ClassifierReader.Given given() {
        return new ClassifierReader.Given(
                Optional.ofNullable(alpha), Optional.ofNullable(classes).map(Arguments::lines));
    }
}
