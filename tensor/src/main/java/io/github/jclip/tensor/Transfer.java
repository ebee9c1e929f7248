// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/** A copy from a device to the host that may be under way. */
public interface Transfer {

    /** One that has nothing left to do. */
    static Transfer done() {
        return FinishedTransfer.INSTANCE;
    }

    /** Whether the values are there, so that nothing is gained by doing something else first. */
    boolean isDone();

    /** Waits until the values are there; to be called before the target is read, and before it is freed. */
    void await();
}
