// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.op.Op;

/** A piece of a training step on fixed tensors; can be run any number of times. */
@FunctionalInterface
public interface Step {
    /** Runs it, in order with the device's ops. */
    void run(Device device);

    /** Executes an op. */
    static Step of(Op op) {
        return new OpStep(op);
    }
}
