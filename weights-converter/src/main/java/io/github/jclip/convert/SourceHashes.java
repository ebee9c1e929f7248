// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert;

import io.github.jclip.clip.Provenance.SourceFile;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileHash;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Hashes the files of a checkpoint in a thread of its own, while their tensors are written out. */
final class SourceHashes implements AutoCloseable {
    private final FutureTask<List<SourceFile>> hashes;
    private final Thread thread;

    private SourceHashes(List<Path> files) {
        hashes = new FutureTask<>(() -> files.stream()
                .map(file -> new SourceFile(file.getFileName().toString(), FileHash.sha256(file)))
                .toList());
        thread = Thread.ofPlatform().daemon().name("jclip-hash").unstarted(hashes);
    }

    static SourceHashes start(List<Path> files) {
        SourceHashes started = new SourceHashes(files);
        started.thread.start();
        return started;
    }

    /**
     * The files with their hashes, in the order given.
     *
     * @throws BadInputException if one cannot be read
     */
    List<SourceFile> await() {
        try {
            return hashes.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BadInputException unreadable) {
                throw new BadInputException(unreadable.getMessage(), unreadable);
            }
            throw new IllegalStateException("hashing failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while hashing", e);
        }
    }

    /** Stops hashing if the result is no longer wanted, and leaves no file open. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
