// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A process that has run to its end. */
public record Finished(int exitCode, String out, String err) {
    private static final long LIMIT_SECONDS = 300;

    public static Finished run(ProcessBuilder builder) throws IOException, InterruptedException {
        return await(builder.start());
    }

    public static Finished await(Process process) throws InterruptedException {
        var out = text(process.getInputStream());
        var err = text(process.getErrorStream());
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after %d s".formatted(LIMIT_SECONDS));
        }
        try {
            return new Finished(process.exitValue(), out.get(), err.get());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Each stream has a thread: the common pool may have only one, and the process waits while nobody reads. */
    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    /** Standard error without what the JVM itself says of the incubating module. */
    public List<String> messages() {
        return err.lines()
                .filter(line -> !line.equals("WARNING: Using incubator modules: jdk.incubator.vector"))
                .toList();
    }

    /** Those messages that do not only name the device. */
    public List<String> complaints() {
        return messages().stream().filter(line -> !line.startsWith("device=")).toList();
    }
}
