// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import java.util.OptionalLong;

/**
 * A device has less free memory than was asked for. Nothing was allocated and the device goes on: what asked may ask for
 * less. Where it cannot, the model or the batch that the user chose does not fit the device.
 */
public final class OutOfDeviceMemoryException extends BadInputException {
    private static final long serialVersionUID = 1L;

    private final long bytesAsked;

    /**
     * A failed allocation.
     *
     * @param device as users know it
     * @param bytesAsked of the allocation that failed
     * @param bytesFree at that moment, if the device could tell
     */
    public OutOfDeviceMemoryException(String device, long bytesAsked, OptionalLong bytesFree) {
        super("%s has too little memory: %,d bytes asked for, %s free"
                .formatted(
                        device,
                        bytesAsked,
                        bytesFree.isPresent() ? "%,d".formatted(bytesFree.getAsLong()) : "an unknown number"));
        this.bytesAsked = bytesAsked;
    }

    /** Bytes of the allocation that failed. */
    public long bytesAsked() {
        return bytesAsked;
    }
}
