// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import java.util.List;

/**
 * A tower on a device, its input and output in the device's memory, taken apart into kinds of op.
 *
 * @param tower {@code image} or {@code text}
 * @param batch images or texts
 * @param detail why it was not measured; else empty
 * @param seconds the median run; 0 if nothing was timed
 * @param perSecond images or texts a second
 * @param ops of one run
 * @param flops of one run
 * @param bytes that one run must move at least, each op its own
 * @param floorSeconds the sum of what the ceilings allow each op
 * @param kinds by their time, else by their floor, the largest first
 */
public record ModelMeasurement(
        String precision,
        String architecture,
        String tower,
        int batch,
        String detail,
        double seconds,
        double perSecond,
        int ops,
        double flops,
        double bytes,
        double floorSeconds,
        List<Kind> kinds) {

    /**
     * All ops of a kind.
     *
     * @param seconds when they run alone one after the other; 0 if nothing was timed
     */
    public record Kind(String kind, int ops, double flops, double bytes, double floorSeconds, double seconds) {}

    /** Copies the list. */
    public ModelMeasurement {
        kinds = List.copyOf(kinds);
    }
}
