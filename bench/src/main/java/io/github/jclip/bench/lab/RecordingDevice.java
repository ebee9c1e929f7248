// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;

/** Keeps the ops that it executes, which can be executed again as long as their tensors live. */
public final class RecordingDevice extends DelegatingDevice {
    private final List<Op> ops = new ArrayList<>();

    /** In front of a device. */
    public RecordingDevice(Device device) {
        super(device);
    }

    @Override
    public void execute(Op op) {
        super.execute(op);
        ops.add(op);
    }

    /** What has been executed since the last call. */
    public List<Op> take() {
        List<Op> taken = List.copyOf(ops);
        ops.clear();
        return taken;
    }

    /** How many ops have been executed since the last {@link #take}. */
    public int count() {
        return ops.size();
    }
}
