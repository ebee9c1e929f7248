// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import java.util.List;

/**
 * Every op on a device in a precision.
 *
 * @param device its description
 * @param timed whether there are times; if not, outputs were compared alone
 * @param seconds that the measuring took
 */
public record KernelsResult(
        String device,
        String precision,
        boolean timed,
        DeviceCeilings ceilings,
        double seconds,
        List<OpMeasurement> ops) {
    /** Copies the list. */
    public KernelsResult {
        ops = List.copyOf(ops);
    }
}
