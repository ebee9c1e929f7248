// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.BundledModel;
import io.github.jclip.clip.Clip;
import io.github.jclip.tensor.Device;
import picocli.CommandLine.Option;

/** Which model; a mixin of every command that runs one. */
final class ModelOptions {
    @Option(names = "--model", paramLabel = ModelChoice.LABEL, description = ModelChoice.DEFAULT_HELP)
    private ModelChoice model = new ModelChoice(BundledModel.DEFAULT);

    /** As the user named it. */
    String name() {
        return model.toString();
    }

    /** Opens the model, and logs which it is if the user did not say. */
    Clip open(Device device, OutputOptions output) {
        return Clip.open(model.folder(output), device, output::log);
    }
}
