// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

/**
 * A way for host tensors of one kind to a device that is busy: values travel while ops that were submitted earlier still
 * run. For use by one thread at a time; closed before its device.
 */
public interface StagedInput extends AutoCloseable {

    /**
     * Brings values to the device for the ops submitted from now on.
     *
     * @param host may be changed or freed when this returns
     * @param target on the device, of the same shape; values are converted to its type
     */
    void write(Tensor host, Tensor target);

    @Override
    void close();
}
