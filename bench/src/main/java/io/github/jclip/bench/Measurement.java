// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;
import java.util.Optional;

/**
 * A case on a number of threads.
 *
 * @param group as the command line names it
 * @param threads 0 where the case chooses them itself
 * @param flops of one run
 * @param bytes that one run must move
 * @param peakGigaflopsPerSecond multiply-adds in registers, between the rounds of this case
 * @param copyGigabytesPerSecond copying at about this case's size, between its rounds
 * @param copyWorkingSet size of those copies in bytes
 * @param timings jclip's first
 * @param absences contenders without a time
 */
public record Measurement(
        String group,
        String name,
        String size,
        int threads,
        double flops,
        double bytes,
        double peakGigaflopsPerSecond,
        double copyGigabytesPerSecond,
        long copyWorkingSet,
        List<Timing> timings,
        List<Absence> absences) {

    /** FLOPs for each byte that must move. */
    public double intensity() {
        return flops / bytes;
    }

    /** Whether the ceilings are known well enough for shares of them; not where the machine's speed changed meanwhile. */
    public boolean hasProvenCeiling() {
        return jclip().ofCeiling() > 0;
    }

    /** jclip's time. */
    public Timing jclip() {
        return timings.getFirst();
    }

    /** Another contender's time. */
    public Optional<Timing> timing(String contender) {
        return timings.stream()
                .filter(timing -> timing.contender().equals(contender))
                .findFirst();
    }

    /** The peers' times. */
    public List<Timing> peers() {
        return timings.subList(1, timings.size());
    }
}
