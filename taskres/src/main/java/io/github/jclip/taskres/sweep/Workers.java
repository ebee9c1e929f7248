// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import io.github.jclip.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** Goes through a list in order with one thread for each device. */
final class Workers {
    private Workers() {}

    /** Hands each item to the first device that is free; what an item throws ends the round and is thrown on. */
    static <T> void forEach(List<T> items, List<Device> devices, BiConsumer<T, Device> work) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(devices.size())) {
            List<Future<?>> ends = new ArrayList<>();
            devices.forEach(device -> ends.add(workers.submit(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                        work.accept(items.get(i), device);
                    }
                } finally {
                    // Where one worker cannot go on, the others finish what they have begun.
                    next.set(items.size());
                }
            })));
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw asUnchecked(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a sweep was running", e);
        }
    }

    private static RuntimeException asUnchecked(Throwable cause) {
        return switch (cause) {
            case RuntimeException failure -> failure;
            case Error error -> throw error;
            default -> new IllegalStateException(cause);
        };
    }
}
