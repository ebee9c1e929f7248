// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The life of a jclip process: the right JVM, standard streams in UTF-8, one command line, its exit code. */
final class Launch {
    private Launch() {}

    static void run(String[] args) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (Relaunch.isNeeded()) {
            System.exit(Relaunch.run(args, err));
        }
        var output = new StandardOutput();
        var out = new PrintWriter(output, true, StandardCharsets.UTF_8);
        int exitCode = JclipCommand.run(args, out, err);
        out.flush();
        System.exit(
                output.failure().map(failure -> Failures.ofOutput(failure, err)).orElse(exitCode));
    }
}
