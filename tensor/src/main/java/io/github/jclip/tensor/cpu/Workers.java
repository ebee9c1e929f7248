// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/**
 * The threads that share the work of an op. The caller is one of them: worker 0.
 *
 * <p>Tasks are handed out one by one, so any worker may run any task; a task must compute the same bits wherever and
 * whenever it runs, which makes results independent of the number of threads. Threads wait for work by spinning for a
 * moment, since the ops of a tower follow each other within microseconds, and park then.
 *
 * <p>Calls from several threads take turns. A task that calls {@code run} itself runs the inner tasks on its own
 * thread.
 */
final class Workers implements AutoCloseable {
    /** Part of an op's work. */
    @FunctionalInterface
    interface Task {
        /** Runs task {@code index} on worker {@code worker}, below {@link Workers#threads()}. */
        void run(int index, int worker);
    }

    private static final long SPIN_NANOS = 50_000;

    private final Worker[] helpers;
    private final Scratch[] scratches;
    private final Scratch[] operands;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Job current;
    private volatile boolean closed;

    /** Whether the thread whose turn it is runs tasks; its alone to read and write, as is the count of jobs. */
    private boolean busy;

    private long jobs;

    Workers(int threads) {
        scratches = new Scratch[threads];
        operands = new Scratch[threads];
        for (int i = 0; i < threads; i++) {
            scratches[i] = new Scratch();
            operands[i] = new Scratch();
        }
        helpers = new Worker[threads - 1];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Worker(i + 1);
            helpers[i].start();
        }
    }

    int threads() {
        return scratches.length;
    }

    /** The threads beside the callers'. */
    List<Thread> threadsStarted() {
        return List.of(helpers);
    }

    /** Memory for the tasks of one worker. An inner run shares it with the task that called it. */
    Scratch scratch(int worker) {
        return scratches[worker];
    }

    /** Memory for operands that the calling thread prepares and the tasks it then runs read. */
    Scratch operands() {
        return operands[Thread.currentThread() instanceof Worker worker && worker.isOf(this) ? worker.number : 0];
    }

    /** Runs an op that prepares {@link #operands()} while no other thread does. */
    void inTurn(Runnable op) {
        if (Thread.currentThread() instanceof Worker worker && worker.isOf(this)) {
            op.run();
            return;
        }
        turn.lock();
        try {
            op.run();
        } finally {
            turn.unlock();
        }
    }

    /** Runs tasks 0 to {@code count} − 1, in any order on any worker, and returns when all are done. */
    void run(int count, IntConsumer task) {
        run(count, (index, _) -> task.accept(index));
    }

    /**
     * Runs tasks 0 to {@code count} − 1, in any order on any worker, and returns when all are done. If tasks throw, the
     * rest is skipped and the first exception is thrown here.
     */
    void run(int count, Task task) {
        if (Thread.currentThread() instanceof Worker worker && worker.isOf(this)) {
            runHere(count, task, worker.number);
            return;
        }
        turn.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the device is closed");
            }
            if (busy || count <= 1 || helpers.length == 0) {
                runHere(count, task, 0);
            } else {
                share(new Job(++jobs, count, task));
            }
        } finally {
            turn.unlock();
        }
    }

    private static void runHere(int count, Task task, int worker) {
        for (int i = 0; i < count; i++) {
            task.run(i, worker);
        }
    }

    private void share(Job job) {
        busy = true;
        current = job;
        int wanted = Math.min(helpers.length, job.count - 1);
        for (int i = 0; i < wanted; i++) {
            helpers[i].wake();
        }
        job.work(0);
        job.await();
        current = null;
        busy = false;
        job.rethrow();
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            for (Worker helper : helpers) {
                helper.finish();
            }
            for (int i = 0; i < scratches.length; i++) {
                scratches[i].close();
                operands[i].close();
            }
        } finally {
            turn.unlock();
        }
    }

    /** A count of tasks, those handed out and those done. */
    private static final class Job {
        private final long number;
        private final int count;
        private final Task task;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile boolean callerParks;

        Job(long number, int count, Task task) {
            this.number = number;
            this.count = count;
            this.task = task;
        }

        /** Takes tasks until none is left. */
        void work(int worker) {
            for (int index = next.getAndIncrement(); index < count; index = next.getAndIncrement()) {
                runUnlessFailed(index, worker);
                if (done.incrementAndGet() == count && callerParks) {
                    LockSupport.unpark(caller);
                }
            }
        }

        private void runUnlessFailed(int index, int worker) {
            if (failure.get() != null) {
                return;
            }
            try {
                task.run(index, worker);
            } catch (Throwable e) {
                failure.compareAndSet(null, e);
            }
        }

        void await() {
            long deadline = System.nanoTime() + SPIN_NANOS;
            while (done.get() < count && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            callerParks = true;
            while (done.get() < count) {
                LockSupport.park(this);
            }
        }

        void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new AssertionError(e);
            }
        }
    }

    private final class Worker extends Thread {
        private final int number;
        private volatile boolean parks;

        Worker(int number) {
            super("jclip-cpu-" + number);
            this.number = number;
            setDaemon(true);
        }

        boolean isOf(Workers workers) {
            return Workers.this == workers;
        }

        @Override
        public void run() {
            long last = 0;
            while (!closed) {
                last = work(await(last), last);
            }
        }

        /** The number is all that is kept of a job, so that its operands can be collected. */
        private long work(Job job, long last) {
            if (job == null) {
                return last;
            }
            job.work(number);
            return job.number;
        }

        /** A job other than the last, or null for closing. */
        private Job await(long last) {
            long deadline = System.nanoTime() + SPIN_NANOS;
            Job job = current;
            while (isOld(job, last) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
                job = current;
            }
            parks = true;
            job = current;
            while (isOld(job, last)) {
                LockSupport.park(Workers.this);
                job = current;
            }
            parks = false;
            return job;
        }

        private boolean isOld(Job job, long last) {
            return (job == null || job.number == last) && !closed;
        }

        void wake() {
            if (parks) {
                LockSupport.unpark(this);
            }
        }

        void finish() {
            LockSupport.unpark(this);
            boolean interrupted = false;
            while (isAlive()) {
                try {
                    join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
