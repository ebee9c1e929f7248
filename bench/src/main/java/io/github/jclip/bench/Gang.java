// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do the same thing at the same time, with the time from the first start to the last end. */
final class Gang implements AutoCloseable {
    private record Span(long start, long end) {}

    private final ExecutorService threads;
    private final CyclicBarrier barrier;

    Gang(int size) {
        threads =
                Executors.newFixedThreadPool(size, Thread.ofPlatform().daemon().factory());
        barrier = new CyclicBarrier(size);
    }

    /** Runs the tasks, one for each thread of the gang. */
    double seconds(List<? extends Runnable> tasks) {
        List<Future<Span>> spans = new ArrayList<>();
        for (Runnable task : tasks) {
            spans.add(threads.submit(() -> time(task)));
        }
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (Future<Span> span : spans) {
            start = Math.min(start, get(span).start());
            end = Math.max(end, get(span).end());
        }
        return (end - start) * 1e-9;
    }

    private Span time(Runnable task) throws InterruptedException, BrokenBarrierException {
        barrier.await();
        long start = System.nanoTime();
        task.run();
        return new Span(start, System.nanoTime());
    }

    private static Span get(Future<Span> span) {
        try {
            return span.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
