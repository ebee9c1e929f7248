// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A process of jclip, which must succeed and print something. */
final class ProcessContender implements Contender {
    private static final float[] NOTHING = {};

    private final List<String> command;

    ProcessContender(List<String> command) {
        this.command = command;
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return "a process of its own";
    }

    @Override
    public void run() {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                int exitCode = process.waitFor();
                if (exitCode != 0 || printed.isEmpty()) {
                    String last = printed.substring(printed.lastIndexOf('\n') + 1);
                    throw new IllegalStateException(
                            "the process ended with exit code %d: %s".formatted(exitCode, last));
                }
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public float[] output() {
        return NOTHING;
    }

    @Override
    public void close() {}
}
