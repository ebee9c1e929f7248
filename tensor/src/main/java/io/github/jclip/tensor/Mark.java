// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/**
 * A point in what a device does, which it reaches when everything submitted before has run: between two of them lies the
 * time that the device took, with that for which it had nothing to do. Closed before its device.
 */
public interface Mark extends AutoCloseable {

    /** Seconds from another mark of the same device, made earlier, to this one; waits until both are reached. */
    double secondsSince(Mark earlier);

    @Override
    void close();
}
