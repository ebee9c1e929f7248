// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.Map;
import java.util.function.Consumer;

/** Compares a training of task residuals, step by step, with that of the CPU device in F32. */
final class TaskResPart {
    private static final int BATCH = 256;
    private static final int QUICK_BATCH = 32;

    private TaskResPart() {}

    static void run(Map<Precision, Device> devices, boolean quick, Consumer<TrajectoryResult> listener) {
        ClusteredTask task = quick ? ClusteredTask.QUICK : ClusteredTask.FULL;
        int batch = quick ? QUICK_BATCH : BATCH;
        Trajectory expected;
        try (Device cpu = CpuDevice.withAllProcessors()) {
            expected = Trajectory.on(cpu, task, batch);
        }
        devices.forEach((precision, device) -> listener.accept(compare(expected, task, batch, precision, device)));
    }

    private static TrajectoryResult compare(
            Trajectory expected, ClusteredTask task, int batch, Precision precision, Device device) {
        if (!precision.trains()) {
            return TrajectoryResult.without(
                    precision, Outcome.SKIPPED, "jclip trains in F32 and TF32; gradients need their range");
        }
        long start = System.nanoTime();
        try {
            Trajectory actual = Trajectory.on(device, task, batch);
            return TrajectoryResult.of(precision, task, expected, actual, (System.nanoTime() - start) * 1e-9);
        } catch (RuntimeException e) {
            Outcome outcome = e instanceof UnsupportedOperationException ? Outcome.SKIPPED : Outcome.FAILED;
            return TrajectoryResult.without(precision, outcome, Faults.line(e));
        }
    }
}
