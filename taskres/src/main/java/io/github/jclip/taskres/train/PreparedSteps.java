// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;

/** Steps that are run again and again on one device: neighbouring ops are prepared together, other steps run between. */
final class PreparedSteps implements AutoCloseable {
    private final List<Runnable> parts = new ArrayList<>();
    private final List<PreparedOps> prepared = new ArrayList<>();

    PreparedSteps(Device device, List<Step> steps) {
        List<Op> ops = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof OpStep(Op op)) {
                ops.add(op);
            } else {
                prepare(device, ops);
                parts.add(() -> step.run(device));
            }
        }
        prepare(device, ops);
    }

    private void prepare(Device device, List<Op> ops) {
        if (!ops.isEmpty()) {
            PreparedOps part = device.prepare(ops);
            prepared.add(part);
            parts.add(part::run);
            ops.clear();
        }
    }

    /** Whether all steps are ops, so that a run is one piece of work for the device. */
    boolean isWhole() {
        return prepared.size() == parts.size() && parts.size() <= 1;
    }

    void run() {
        parts.forEach(Runnable::run);
    }

    @Override
    public void close() {
        prepared.forEach(PreparedOps::close);
    }
}
