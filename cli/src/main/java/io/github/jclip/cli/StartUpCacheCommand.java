// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the build runs for the {@linkplain StartUpCache start-up cache}. jclip runs without, so a failure is a warning. */
@Command(
        name = "start-up-cache",
        hidden = true,
        description = "Make the start-up cache of this jar (used by the build).")
final class StartUpCacheCommand implements Runnable {
    @Mixin
    private OutputOptions output;

    @Override
    public void run() {
        Path jar = Relaunch.standaloneJar().orElseThrow();
        try {
            if (!StartUpCache.make(Path.of(System.getProperty("java.home")), jar)) {
                output.error("no start-up cache for %s, it will start slower: see jclip.jsa.log there".formatted(jar));
            }
        } catch (IOException e) {
            throw FileErrors.writing(jar.resolveSibling("jclip.jsa"), e);
        }
    }
}
