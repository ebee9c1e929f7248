// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.op.Op;

/** A step that is one op, the same in every run. */
record OpStep(Op op) implements Step {
    @Override
    public void run(Device device) {
        device.execute(op);
    }
}
