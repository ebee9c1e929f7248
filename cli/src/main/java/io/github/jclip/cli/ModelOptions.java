// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.tensor.Device;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which model; a mixin of every command that runs one. */
final class ModelOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "Model folder; 'jclip convert' makes one.")
    private Path folder;

    Path folder() {
        return folder;
    }

    Clip open(Device device) {
        return Clip.open(folder, device);
    }
}
