// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/**
 * A fixed sequence of ops on fixed tensors, made by {@link Device#prepare} to be run again and again. It is closed before
 * the tensors of its ops and before its device. For use by one thread at a time.
 */
public interface PreparedOps extends AutoCloseable {

    /**
     * Executes the ops in their order, behind everything that the device was given before. The result is that of {@link
     * Device#execute} one by one.
     *
     * @throws UnsupportedOperationException with the reason, where {@link Device#unsupported} gives one for an op
     */
    void run();

    /** Gives back what the device has made for these ops. */
    @Override
    void close();
}
