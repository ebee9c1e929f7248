// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;

/**
 * An op at a size of CLIP's on a device. Nothing has a time where nothing was timed, or the output was wrong.
 *
 * @param flops of one execution
 * @param bytes that must move at least
 * @param outcome of comparing the outputs with the CPU device's, for a batch of one
 * @param detail what failed, or why it was skipped; else empty
 * @param used the largest error as a share of its tolerance
 * @param seconds the median execution, caches flushed before each
 * @param ofCeiling the ceiling's time over this one
 * @param boundBy which ceiling is the nearer: {@code bytes} or {@code flops}
 * @param ladder the same result by simpler ops
 */
public record OpMeasurement(
        String op,
        String size,
        double flops,
        double bytes,
        Outcome outcome,
        String detail,
        double used,
        double seconds,
        double gigabytesPerSecond,
        double teraflopsPerSecond,
        double ofCeiling,
        String boundBy,
        List<Rung> ladder) {

    /**
     * A way to the same result.
     *
     * @param ops how many there are
     * @param ratio how many times as long it takes
     */
    public record Rung(String name, int ops, double seconds, double ratio) {}

    /** Copies the list. */
    public OpMeasurement {
        ladder = List.copyOf(ladder);
    }
}
