// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void everyTaskRunsOnce(int threads) {
        try (Workers workers = new Workers(threads)) {
            for (int round = 0; round < 300; round++) {
                int count = round % 17;
                AtomicIntegerArray runs = new AtomicIntegerArray(count);
                workers.run(count, (index, worker) -> {
                    assertTrue(worker >= 0 && worker < threads);
                    runs.incrementAndGet(index);
                });
                for (int i = 0; i < count; i++) {
                    assertEquals(1, runs.get(i));
                }
            }
        }
    }

    @Test
    void parkedThreadsWakeUp() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            for (int round = 0; round < 20; round++) {
                Thread.sleep(2);
                AtomicInteger runs = new AtomicInteger();
                workers.run(50, _ -> runs.incrementAndGet());
                assertEquals(50, runs.get());
            }
        }
    }

    @Test
    void theExceptionOfATaskReachesTheCallerAndWorkGoesOn() {
        try (Workers workers = new Workers(3)) {
            IllegalStateException failure = new IllegalStateException("task 5");
            for (int round = 0; round < 50; round++) {
                IllegalStateException thrown =
                        assertThrows(IllegalStateException.class, () -> workers.run(20, i -> fail(i, failure)));
                assertSame(failure, thrown);
                AtomicInteger runs = new AtomicInteger();
                workers.run(20, _ -> runs.incrementAndGet());
                assertEquals(20, runs.get());
            }
        }
    }

    private static void fail(int index, RuntimeException failure) {
        if (index == 5) {
            throw failure;
        }
    }

    @Test
    void innerRunsStayOnTheirThread() {
        try (Workers workers = new Workers(3)) {
            AtomicInteger runs = new AtomicInteger();
            workers.run(10, (_, worker) -> {
                Thread thread = Thread.currentThread();
                workers.run(10, (_, inner) -> {
                    assertEquals(worker, inner);
                    assertSame(thread, Thread.currentThread());
                    runs.incrementAndGet();
                });
            });
            assertEquals(100, runs.get());
        }
    }

    @Test
    void callsFromSeveralThreadsTakeTurns() throws InterruptedException {
        try (Workers workers = new Workers(3)) {
            AtomicInteger total = new AtomicInteger();
            AtomicInteger together = new AtomicInteger();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 100; round++) {
                        workers.inTurn(() -> {
                            assertEquals(1, together.incrementAndGet());
                            workers.run(7, _ -> total.incrementAndGet());
                            together.decrementAndGet();
                        });
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(4 * 100 * 7, total.get());
        }
    }

    @Test
    void closingEndsTheThreads() {
        Workers workers = new Workers(4);
        List<Thread> threads = workers.threadsStarted();
        assertTrue(threads.stream().allMatch(Thread::isDaemon));
        workers.close();
        assertFalse(threads.stream().anyMatch(Thread::isAlive));
        assertThrows(IllegalStateException.class, () -> workers.run(2, _ -> {}));
    }
}
