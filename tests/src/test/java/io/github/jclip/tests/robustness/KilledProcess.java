// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tests.support.StandaloneJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of the standalone jar that is killed without warning at a chosen moment of its writing. */
final class KilledProcess {
    private static final long LIMIT_SECONDS = 120;
    private static final int SIGKILL_EXIT_CODE = 128 + 9;

    private KilledProcess() {}

    /** When to kill. */
    @FunctionalInterface
    interface Moment {
        /**
         * Whether it has come.
         *
         * @param temporary the hidden sibling in which the target is prepared
         */
        boolean hasCome(Path temporary) throws IOException;
    }

    /** The moment when a file of the prepared folder, or the prepared file itself with the name "", has so many bytes. */
    static Moment hasBytes(String name, long bytes) {
        return temporary -> {
            Path file = name.isEmpty() ? temporary : temporary.resolve(name);
            return Files.exists(file) && Files.size(file) >= bytes;
        };
    }

    /**
     * Starts a command and kills it.
     *
     * @param target what the command is to write
     * @return whether the process was killed, and had not ended before
     */
    static boolean at(Moment moment, Path target, String... args) throws IOException, InterruptedException {
        Process process = StandaloneJar.process(args)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            while (process.isAlive() && !hasCome(moment, target)) {
                assertTrue(System.nanoTime() < deadline, "still running after %d s".formatted(LIMIT_SECONDS));
                Thread.sleep(1);
            }
        } finally {
            process.destroyForcibly();
        }
        return process.waitFor() == SIGKILL_EXIT_CODE;
    }

    private static boolean hasCome(Moment moment, Path target) throws IOException {
        Optional<Path> temporary = temporary(target);
        try {
            return temporary.isPresent() && moment.hasCome(temporary.get());
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** The hidden sibling in which a target is being prepared, or was when its process was killed. */
    static Optional<Path> temporary(Path target) throws IOException {
        try (Stream<Path> siblings = Files.list(target.getParent())) {
            return siblings.filter(path -> path.getFileName().toString().startsWith("." + target.getFileName() + "."))
                    .findFirst();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
