// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.tower;

import io.github.jclip.tensor.OutOfDeviceMemoryException;
import java.util.function.Consumer;

/** How much goes through a tower at once; less where the device has too little memory. */
final class BatchLimit {
    private final String things;
    private final Consumer<String> notices;
    private int most;

    /**
     * A limit.
     *
     * @param most of it before the device says no
     * @param things that are counted, for the notice
     * @param notices told of every smaller limit, in a line
     */
    BatchLimit(int most, String things, Consumer<String> notices) {
        this.most = most;
        this.things = things;
        this.notices = notices;
    }

    int most() {
        return most;
    }

    /**
     * Halves the limit.
     *
     * @param batch for which the memory did not suffice; its memory has been given back
     * @throws OutOfDeviceMemoryException the same, if there is no smaller batch
     */
    void halve(int batch, OutOfDeviceMemoryException reason) {
        if (batch == 1) {
            throw reason;
        }
        most = Math.ceilDiv(batch, 2);
        notices.accept("%s; going on with batches of %d %s".formatted(reason.getMessage(), most, things));
    }
}
