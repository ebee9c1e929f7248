// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.Precision;
import picocli.CommandLine.Option;

/** How exactly the device computes; a mixin of the commands that train nothing. */
final class PrecisionOptions {
    @Option(
            names = "--precision",
            paramLabel = "f32|tf32|f16|bf16",
            defaultValue = "F32",
            description = "What the device computes in; all but f32 need a GPU (default: f32).")
    private Precision precision;

    Precision precision() {
        return precision;
    }
}
