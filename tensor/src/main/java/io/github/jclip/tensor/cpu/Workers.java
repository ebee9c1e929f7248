// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0
package io.github.jclip.tensor.cpu;

import java.util.function.IntConsumer;

/** The threads that share the work of an op. The caller is one of them. */
final class Workers implements AutoCloseable {
    private final int threads;

    Workers(int threads) {
        this.threads = threads;
    }

    int threads() {
        return threads;
    }

    /** Runs tasks 0 to {@code count} − 1, in any order on any worker, and returns when all are done. */
    void run(int count, IntConsumer task) {
        for (int i = 0; i < count; i++) {
            task.accept(i);
        }
    }

    @Override
    public void close() {}
}
