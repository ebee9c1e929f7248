// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;

/** Keeps the prepared ops that it runs, which can be run again as long as their tensors live. */
final class RecordingDevice extends DelegatingDevice {
    private final List<Op> ops = new ArrayList<>();

    RecordingDevice(Device device) {
        super(device);
    }

    @Override
    public PreparedOps prepare(List<Op> prepared) {
        List<Op> kept = List.copyOf(prepared);
        PreparedOps own = device().prepare(kept);
        return new PreparedOps() {
            @Override
            public void run() {
                own.run();
                ops.addAll(kept);
            }

            @Override
            public void close() {
                own.close();
            }
        };
    }

    /** What has been run since the last call. */
    List<Op> take() {
        List<Op> taken = List.copyOf(ops);
        ops.clear();
        return taken;
    }
}
