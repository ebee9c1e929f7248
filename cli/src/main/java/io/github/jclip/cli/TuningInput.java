// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a tuning works on. */
final class TuningInput {
    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "Features file: embeddings of train, test and text, labels, class names.")
    private Path features;

    @ArgGroup(exclusive = false)
    private TuningImages images;

    /** The features file; null where images are given. */
    Path features() {
        return features;
    }

    /** The images; null where a features file is given. */
    TuningImages images() {
        return images;
    }
}
