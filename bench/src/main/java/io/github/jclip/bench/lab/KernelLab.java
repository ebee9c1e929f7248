// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.bench.lab.LabCase.Composition;
import io.github.jclip.bench.lab.LabCase.Made;
import io.github.jclip.bench.lab.OpMeasurement.Rung;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every op on a device, at CLIP's sizes: its outputs compared with the CPU device's for a batch of one, then its time beside
 * the ceilings measured on that device and beside simpler ops with the same result.
 */
public final class KernelLab {

    /** How much is done. */
    public enum Extent {
        /** Tiny operands, outputs alone. */
        OUTPUTS,
        /** One image, short times. */
        QUICK,
        /** A batch of {@value #BATCH}. */
        FULL
    }

    private static final int BATCH = 64;
    private static final double QUICK_SECONDS = 0.02;
    private static final double SECONDS = 0.1;

    private final Device device;
    private final Precision precision;
    private final Extent extent;
    private final Consumer<OpMeasurement> listener;

    private KernelLab(Device device, Precision precision, Extent extent, Consumer<OpMeasurement> listener) {
        this.device = device;
        this.precision = precision;
        this.extent = extent;
        this.listener = listener;
    }

    /**
     * Measures every op.
     *
     * @param precision in which the device was opened
     * @param listener hears each measurement
     */
    public static KernelsResult run(
            Device device, Precision precision, Extent extent, Consumer<OpMeasurement> listener) {
        return new KernelLab(device, precision, extent, listener).run();
    }

    private KernelsResult run() {
        long start = System.nanoTime();
        boolean timed = extent != Extent.OUTPUTS;
        List<LabCase> checked = LabCases.all(timed ? LabSizes.clip(1) : LabSizes.tiny());
        List<LabCase> full = extent == Extent.FULL ? LabCases.all(LabSizes.clip(BATCH)) : checked;
        List<OpMeasurement> measurements = new ArrayList<>();
        DeviceCeilings ceilings = DeviceCeilings.UNKNOWN;
        try (Device cpu = CpuDevice.withAllProcessors();
                DeviceTimer timer = new DeviceTimer(device, extent == Extent.FULL ? SECONDS : QUICK_SECONDS)) {
            if (timed) {
                ceilings = CeilingProbe.measure(device, timer);
            }
            OutputCheck check = new OutputCheck(device, cpu, precision);
            for (int i = 0; i < checked.size(); i++) {
                OpMeasurement measurement = measure(check, checked.get(i), full.get(i), ceilings, timed ? timer : null);
                measurements.add(measurement);
                listener.accept(measurement);
            }
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        return new KernelsResult(device.description(), precision.name(), timed, ceilings, seconds, measurements);
    }

    private OpMeasurement measure(
            OutputCheck check, LabCase checked, LabCase full, DeviceCeilings ceilings, DeviceTimer timer) {
        try {
            double used = check.used(checked);
            if (!(used <= 1)) {
                return without(full, Outcome.FAILED, "error %.3g times what is allowed".formatted(used), used);
            }
            return timer == null ? without(full, Outcome.PASSED, "", used) : time(full, used, ceilings, timer);
        } catch (UnsupportedOperationException e) {
            return without(full, Outcome.SKIPPED, String.valueOf(e.getMessage()), 0);
        } catch (RuntimeException e) {
            return without(full, Outcome.FAILED, e.toString(), 0);
        }
    }

    private static OpMeasurement without(LabCase labCase, Outcome outcome, String detail, double used) {
        return new OpMeasurement(
                labCase.name(), labCase.size(), 0, 0, outcome, detail, used, 0, 0, 0, 0, "", List.of());
    }

    private OpMeasurement time(LabCase labCase, double used, DeviceCeilings ceilings, DeviceTimer timer) {
        try (Scope memory = device.openScope()) {
            Made made = labCase.maker().make(new SeededOperands(device, memory, precision.dtype()), device);
            Op op = made.op();
            double seconds = timer.cold(() -> device.execute(op));
            Work work = Work.of(op);
            List<Rung> ladder = new ArrayList<>();
            for (Composition simpler : made.simpler()) {
                try (PreparedOps ops = device.prepare(simpler.ops())) {
                    double apart = timer.cold(ops::run);
                    ladder.add(new Rung(simpler.name(), simpler.ops().size(), apart, apart / seconds));
                }
            }
            return new OpMeasurement(
                    labCase.name(),
                    labCase.size(),
                    work.flops(),
                    work.bytes(),
                    Outcome.PASSED,
                    "",
                    used,
                    seconds,
                    work.bytes() / seconds * 1e-9,
                    work.flops() / seconds * 1e-12,
                    ceilings.floorSeconds(work.flops(), work.bytes()) / seconds,
                    ceilings.boundBy(work.flops(), work.bytes()),
                    ladder);
        }
    }
}
