// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.op.Op;
import java.util.Arrays;

/**
 * The time one op takes on a device: the median of several batches after a warm-up.
 *
 * @param name the case
 * @param seconds for one execution
 * @param flops floating-point operations of one execution
 * @param bytes that one execution must move at least
 */
public record Timing(String name, double seconds, long flops, long bytes) {
    private static final double WARM_UP_SECONDS = 1;
    private static final double BATCH_SECONDS = 0.1;
    private static final int BATCHES = 9;

    /**
     * Times a case.
     *
     * @throws UnsupportedOperationException if the device does not support the op
     */
    public static Timing measure(OpCase opCase, Device device) {
        try (Scope host = Scope.ofHost();
                Scope memory = device.openScope()) {
            Op op = opCase.buildOn(device, host, memory).op();
            int repeats = 1;
            double total = 0;
            while (total < WARM_UP_SECONDS) {
                double seconds = time(op, device, repeats);
                total += seconds;
                repeats = (int) Math.clamp(repeats * BATCH_SECONDS / seconds, 1, 2.0 * repeats);
            }
            double[] batches = new double[BATCHES];
            for (int i = 0; i < BATCHES; i++) {
                batches[i] = time(op, device, repeats) / repeats;
            }
            Arrays.sort(batches);
            return new Timing(opCase.name(), batches[BATCHES / 2], op.flops(), op.bytes());
        }
    }

    private static double time(Op op, Device device, int repeats) {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            device.execute(op);
        }
        device.synchronize();
        return (System.nanoTime() - start) * 1e-9;
    }

    /** Arithmetic done, in 10⁹ operations a second. */
    public double gigaflopsPerSecond() {
        return flops / seconds * 1e-9;
    }

    /** Memory traffic that cannot be avoided, in 10⁹ bytes a second. */
    public double gigabytesPerSecond() {
        return bytes / seconds * 1e-9;
    }

    @Override
    public String toString() {
        return "%-48s %10.1f µs %8.1f GFLOP/s %8.1f GB/s"
                .formatted(name, seconds * 1e6, gigaflopsPerSecond(), gigabytesPerSecond());
    }
}
