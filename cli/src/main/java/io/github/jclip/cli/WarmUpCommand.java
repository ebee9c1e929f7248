// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;

/**
 * The training run of the {@linkplain StartUpCache start-up cache}: what most command lines load and link. No op runs
 * here, since the cache keeps execution profiles as well, and those of toy shapes would mislead the compiler.
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
    }
}
