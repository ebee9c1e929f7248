// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The life of a jclip process: the right JVM, standard streams in UTF-8, one command line, its exit code. */
final class Launch {
    /** Answered before the command line is even parsed: scripts ask for it often. */
    private static final List<String> VERSION = List.of("--version", "-V");

    private Launch() {}

    static void run(String[] args) {
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (args.length == 1 && VERSION.contains(args[0])) {
            var output = new StandardOutput();
            print(Version.current().lines(), output);
            System.exit(exitCode(0, output, err));
        }
        if (Relaunch.isNeeded()) {
            System.exit(Relaunch.run(args, err));
        }
        var output = new StandardOutput();
        var out = new PrintWriter(output, true, StandardCharsets.UTF_8);
        int exitCode = JclipCommand.run(args, out, err);
        out.flush();
        System.exit(exitCode(exitCode, output, err));
    }

    private static void print(String[] lines, StandardOutput output) {
        var out = new PrintWriter(output, false, StandardCharsets.UTF_8);
        for (String line : lines) {
            out.println(line);
        }
        out.flush();
    }

    private static int exitCode(int ofCommand, StandardOutput output, PrintWriter err) {
        return output.failure().map(failure -> Failures.ofOutput(failure, err)).orElse(ofCommand);
    }
}
