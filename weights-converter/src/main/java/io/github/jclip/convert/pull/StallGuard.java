// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.convert.pull;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Closes a source of bytes when none has come for too long, which ends a read that waits for them. */
final class StallGuard implements AutoCloseable {
    private final Closeable source;
    private final Duration timeout;
    private final Thread watcher;
    private volatile long lastSign = System.nanoTime();
    private volatile boolean stalled;

    private StallGuard(Closeable source, Duration timeout) {
        this.source = source;
        this.timeout = timeout;
        this.watcher = Thread.ofVirtual().unstarted(this::watch);
    }

    static StallGuard watching(Closeable source, Duration timeout) {
        StallGuard guard = new StallGuard(source, timeout);
        guard.watcher.start();
        return guard;
    }

    /** Bytes have come. */
    void signOfLife() {
        lastSign = System.nanoTime();
    }

    boolean hasStalled() {
        return stalled;
    }

    private void watch() {
        try {
            long left = timeout.toNanos();
            while (left > 0) {
                Thread.sleep(Duration.ofNanos(left));
                left = timeout.toNanos() - (System.nanoTime() - lastSign);
            }
            stalled = true;
            source.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The reader learns from hasStalled why its source is gone.
            stalled = true;
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
