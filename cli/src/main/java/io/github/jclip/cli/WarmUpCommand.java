// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * The training run of the {@linkplain StartUpCache start-up cache}: what most command lines load and link. The work
 * has the shapes of real models, so that it takes the ways that theirs take.
 */
@Command(name = "warm-up", hidden = true, description = "Load what most commands need (used by the build).")
final class WarmUpCommand implements Runnable {
    private static final List<String[]> COMMAND_LINES = List.of(
            new String[] {"--help"},
            new String[] {"--version"},
            new String[] {"no-such-command"},
            new String[] {"doctor"},
            new String[] {"doctor", "--json"},
            new String[] {"devices"});

    @Override
    public void run() {
        var nowhere = new PrintWriter(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        COMMAND_LINES.forEach(args -> JclipCommand.run(args, nowhere, nowhere));
        try (TemporaryFolder temporary = TemporaryFolder.create()) {
            tune(temporary.path(), nowhere);
            classify(temporary.path(), nowhere);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tune(Path folder, PrintWriter nowhere) {
        Path features = folder.resolve("features.safetensors");
        String run = folder.resolve("run").toString();
        WarmUpFeatures.write(features);
        String[] tune = {"tune", "taskres", "--features", features.toString(), "--shots", "16", "--out", run};
        JclipCommand.run(tune, nowhere, nowhere);
        JclipCommand.run(new String[] {"eval", run}, nowhere, nowhere);
    }

    private static void classify(Path folder, PrintWriter nowhere) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Path photos = Files.createDirectory(folder.resolve("photos"));
        WarmUpModel.write(model);
        WarmUpModel.writePhotos(photos);
        String[] classify = {"classify", "--model", model.toString(), "--labels", "cat,dog,cup", photos.toString()};
        JclipCommand.run(classify, nowhere, nowhere);
    }
}
