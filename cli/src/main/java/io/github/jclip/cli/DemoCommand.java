// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.clip.Clip;
import io.github.jclip.clip.world.Domain;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        description = {
            "See the whole of it in a minute, with no photos, no weights and no network.",
            "Draws pictures, classifies some with the model that jclip brings, tunes it on a few pictures of a kind that "
                    + "it was never shown, and writes a report."
        })
final class DemoCommand implements Runnable {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "jclip-demo",
            description = "Folder to make (default: ${DEFAULT-VALUE}). That of an earlier demo is made anew.")
    private Path out;

    @Option(
            names = "--domain",
            paramLabel = "NAME",
            defaultValue = "line-drawings",
            description = "What to tune on: line-drawings, negatives, blurred, new-textures or new-things "
                    + "(default: ${DEFAULT-VALUE}).")
    private String domain;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Other seeds draw other pictures (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--quick", description = "Fewer pictures and tunings, smaller and rougher numbers.")
    private boolean quick;

    @Mixin
    private ModelOptions model;

    @Mixin
    private DeviceOptions device;

    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        Domain shifted = Arguments.domain(domain);
        if (shifted == Domain.PICTURES) {
            throw new BadInputException("--domain pictures: is what the model was trained on; choose another one");
        }
        try (Device opened = device.open(output);
                Clip clip = model.open(opened, output)) {
            DemoFolder folder = DemoFolder.prepare(out);
            new Demo(folder, shifted, seed, quick ? Demo.Extent.QUICK : Demo.Extent.FULL, model.name(), output)
                    .run(clip, opened);
        }
    }
}
