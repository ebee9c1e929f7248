// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.io;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A process of its own that begins to write a file, says so with one character, and then waits to be stopped. */
final class ChildWriter {
    private static final Duration LIFETIME = Duration.ofMinutes(1);

    private ChildWriter() {}

    static Process start(Path target) throws IOException {
        return new ProcessBuilder(
                        java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildWriter.class.getName(),
                        target.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
        AtomicFile.write(Path.of(args[0]), out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            System.out.print('!');
            System.out.flush();
            LockSupport.parkNanos(LIFETIME.toNanos());
        });
    }
}
