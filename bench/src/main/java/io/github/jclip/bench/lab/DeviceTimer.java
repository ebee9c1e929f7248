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

    private static final double MOST_WARM_UP_SECONDS = 10;
    private static final double FASTER = 0.9;
    private static final int STEADY_RUNS = 3;

    private static final int LEAST_RUNS = 3;
    private static final int MOST_RUNS = 100;

    private final Device device;
    private final boolean onHost;
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
        onHost = small.isHost();
        warmUp = onHost ? HOST_WARM_UP_SECONDS : budget / 4;
        long bytes = onHost ? CacheSize.streamBytes() : GPU_FLUSH_BYTES;
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
        warmUp(work);
        long start = System.nanoTime();
        List<Double> times = new ArrayList<>();
        while (times.size() < LEAST_RUNS || (elapsed(start) < budget && times.size() < MOST_RUNS)) {
            before.run();
            times.add(device.time(work));
        }
        Collections.sort(times);
        return times.get(times.size() / 2);
    }

    /** Until enough time has passed, and on the host until it is no longer getting faster: its code is being compiled. */
    private void warmUp(Runnable work) {
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        int steady = 0;
        do {
            double seconds = device.time(work);
            steady = seconds < FASTER * best ? 0 : steady + 1;
            best = Math.min(best, seconds);
        } while (elapsed(start) < warmUp || (onHost && steady < STEADY_RUNS && elapsed(start) < MOST_WARM_UP_SECONDS));
    }

    private static double elapsed(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        memory.close();
    }
}
