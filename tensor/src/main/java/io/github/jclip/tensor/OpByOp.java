// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor;

import io.github.jclip.tensor.op.Op;
import java.util.List;

/** Ops of a device that has nothing to prepare. */
final class OpByOp implements PreparedOps {
    private final Device device;
    private final Op[] ops;

    OpByOp(Device device, List<Op> ops) {
        this.device = device;
        this.ops = ops.toArray(Op[]::new);
    }

    @Override
    public void run() {
        for (Op op : ops) {
            device.execute(op);
        }
    }

    @Override
    public void close() {}
}
