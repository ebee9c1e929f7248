// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.CacheSize;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Median times of work on a device, with caches flushed before each run or with what the last run left in them. */
final class DeviceTimer implements AutoCloseable {
    /** Larger than the caches of any GPU. */
    private static final long GPU_FLUSH_BYTES = 256L << 20;

    /** Until the host's own code is compiled, where it does the work. */
    private static final double HOST_WARM_UP_SECONDS = 0.3;

    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 100;

    private final Device device;
    private final double warmUp;
    private final double budget;
    private final Scope memory;
    private final Op flush;

    /**
     * A timer.
     *
     * @param budget seconds for one piece of work after its warm-up; it may take longer for the fewest runs
     */
    DeviceTimer(Device device, double budget) {
        this.device = device;
        this.budget = budget;
        memory = device.openScope();
        var small = memory.allocate(DType.F32, 1);
        warmUp = small.isHost() ? HOST_WARM_UP_SECONDS : budget / 4;
        long bytes = small.isHost() ? CacheSize.streamBytes() : GPU_FLUSH_BYTES;
        flush = new Fill(
                1,
                memory.allocate(
                        device.computeType(),
                        Math.toIntExact(bytes / device.computeType().byteSize())));
    }

    /** Seconds of an execution with nothing of its operands in the caches. */
    double cold(Runnable work) {
        return median(work, () -> device.execute(flush));
    }

    /** Seconds of an execution right after another one. */
    double warm(Runnable work) {
        return median(work, () -> {});
    }

    private double median(Runnable work, Runnable before) {
        long start = System.nanoTime();
        do {
            work.run();
            device.synchronize();
        } while (elapsed(start) < warmUp);
        start = System.nanoTime();
        List<Double> times = new ArrayList<>();
        while (times.size() < LEAST_RUNS || (elapsed(start) < budget && times.size() < MOST_RUNS)) {
            before.run();
            times.add(device.time(work));
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    private static double elapsed(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        memory.close();
    }
}
