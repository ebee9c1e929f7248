// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

/**
 * Where the standalone jar starts. Compiled for Java 8, unlike everything else, so that a Java that is too old for
 * jclip can still say so.
 */
public final class Main {
    private static final int REQUIRED_JAVA = 25;

    private Main() {}

    /** Runs the command line and exits with its code. */
    public static void main(String[] args) {
        String running = System.getProperty("java.specification.version");
        if (feature(running) < REQUIRED_JAVA) {
            System.err.println("jclip: needs Java " + REQUIRED_JAVA + " or newer, and this is Java " + running + " in "
                    + System.getProperty("java.home") + "; run it with a newer JDK's java, or with the jclip script,"
                    + " which looks for one");
            System.exit(2);
        }
        Launch.run(args);
    }

    /** 8 for "1.8", 17 for "17". */
    private static int feature(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }
}
