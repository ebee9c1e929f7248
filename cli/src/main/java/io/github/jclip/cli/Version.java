// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;

/**
 * What was built.
 *
 * @param number the project's version
 * @param commit the commit it was built from, with a plus sign if there were changes on top of it; empty if the build
 *     did not know
 * @param timestamp of everything that was built, which is the same for every build of a version
 */
record Version(String number, String commit, Instant timestamp) {

    static Version current() {
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            var properties = new Properties();
            properties.load(in);
            return new Version(
                    properties.getProperty("version"),
                    recordedCommit(),
                    Instant.parse(properties.getProperty("timestamp")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String recordedCommit() throws IOException {
        try (InputStream in = Version.class.getResourceAsStream("commit.txt")) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** For {@code --version}: jclip, the Java that runs it, the operating system. */
    String[] lines() {
        return new String[] {
            commit.isEmpty() ? "jclip " + number : "jclip %s (commit %s)".formatted(number, commit),
            "Java %s (%s)".formatted(Runtime.version(), System.getProperty("java.vendor")),
            "%s %s (%s)"
                    .formatted(
                            System.getProperty("os.name"),
                            System.getProperty("os.version"),
                            System.getProperty("os.arch")),
        };
    }
}
