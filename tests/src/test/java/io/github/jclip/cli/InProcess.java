// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.tests.support.Finished;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs command lines of jclip in this JVM; in the package of the command, which is closed to others. */
public final class InProcess {
    private InProcess() {}

    /** Runs a command line to its end. */
    public static Finished run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = JclipCommand.run(args, new PrintWriter(out), new PrintWriter(err));
        return new Finished(exitCode, out.toString(), err.toString());
    }
}
