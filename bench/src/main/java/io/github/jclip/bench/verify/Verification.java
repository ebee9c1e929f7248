// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.Fingerprint;
import io.github.jclip.bench.lab.FormulaModel;
import io.github.jclip.bench.lab.KernelsResult;
import io.github.jclip.bench.lab.ModelMeasurement;
import io.github.jclip.bench.lab.OpMeasurement;
import io.github.jclip.bench.lab.TuningLab;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A run of {@code jclip gpu-verify}: parts one after the other, each on devices opened anew, so that one that breaks
 * a device leaves the others alone. What is known so far is in the report at any moment.
 */
public final class Verification {
    private final VerifyOptions options;
    private final DeviceOpener opener;
    private final VerifyListener listener;
    private final Instant start = Instant.now();
    private final List<VerifiedPrecision> precisions = new ArrayList<>();
    private final List<ConformanceResult> conformance = new ArrayList<>();
    private final List<SanitizerResult> sanitizer = new ArrayList<>();
    private final List<TowerResult> towers = new ArrayList<>();
    private final List<TrajectoryResult> taskres = new ArrayList<>();
    private final List<KernelsResult> kernels = new ArrayList<>();
    private final List<ModelMeasurement> models = new ArrayList<>();
    private final List<PyTorchResult> pytorch = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final List<PartFault> faults = new ArrayList<>();
    private boolean complete;

    private Verification(VerifyOptions options, DeviceOpener opener, VerifyListener listener) {
        this.options = options;
        this.opener = opener;
        this.listener = listener;
    }

    /**
     * Verifies a device.
     *
     * @throws BadInputException if the device opens in none of the precisions
     */
    public static VerifyReport run(VerifyOptions options, DeviceOpener opener, VerifyListener listener) {
        return new Verification(options, opener, listener).run();
    }

    private VerifyReport run() {
        List<Precision> available = available();
        for (Part part : Part.values()) {
            if (options.parts().contains(part)) {
                guarded(part, () -> run(part, available));
            }
        }
        options.sanitizer().ifPresent(this::sanitize);
        complete = true;
        VerifyReport whole = report();
        listener.added(whole);
        return whole;
    }

    /** The precisions in which the device opens; what it says of the others is noted. */
    private List<Precision> available() {
        List<Precision> available = new ArrayList<>();
        BadInputException refusal = null;
        for (Precision precision : options.precisions()) {
            try (Device device = opener.open(precision)) {
                precisions.add(new VerifiedPrecision(precision.name(), true, device.description()));
                available.add(precision);
            } catch (BadInputException e) {
                refusal = refusal == null ? e : refusal;
                precisions.add(new VerifiedPrecision(precision.name(), false, e.getMessage()));
            }
        }
        if (available.isEmpty() && refusal != null) {
            throw refusal;
        }
        precisions.forEach(it ->
                listener.note(it.available() ? it.device() : "%s: skipped, %s".formatted(it.precision(), it.device())));
        return available;
    }

    private void guarded(Part part, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | OutOfMemoryError e) {
            faults.add(new PartFault(part.toString(), Faults.line(e)));
            note("%s ended early: %s".formatted(part, Faults.line(e)));
        }
        listener.added(report());
    }

    private void run(Part part, List<Precision> available) {
        switch (part) {
            case CONFORMANCE ->
                available.forEach(precision -> guarded(part, () -> withDevice(precision, this::conformance)));
            case TOWERS -> towers(available);
            case TASKRES -> withDevices(available, devices -> TaskResPart.run(devices, options.quick(), this::add));
            case BENCH -> bench(available);
        }
    }

    /** Work on one device. */
    @FunctionalInterface
    private interface DeviceWork {
        void run(Device device, Precision precision);
    }

    /** Work on a device for each precision. */
    @FunctionalInterface
    private interface DevicesWork {
        void run(Map<Precision, Device> devices);
    }

    private void withDevice(Precision precision, DeviceWork work) {
        try (Device device = opener.open(precision)) {
            work.run(device, precision);
        }
    }

    private void withDevices(List<Precision> wanted, DevicesWork work) {
        Map<Precision, Device> devices = new EnumMap<>(Precision.class);
        try {
            wanted.forEach(precision -> devices.put(precision, opener.open(precision)));
            work.run(devices);
        } finally {
            devices.values().forEach(Device::close);
        }
    }

    private void conformance(Device device, Precision precision) {
        ConformanceResult result = ConformancePart.run(device, precision, options.quick());
        conformance.add(result);
        note("conformance %s: %d passed, %d failed, %d skipped of %d, %.0f s"
                .formatted(
                        precision,
                        result.passed(),
                        result.failed(),
                        result.skipped(),
                        result.passed() + result.failed() + result.skipped(),
                        result.seconds()));
        result.failures().forEach(it -> note("  failed %s: %s".formatted(it.name(), it.detail())));
        listener.added(report());
    }

    private void sanitize(Sanitizer with) {
        SanitizerPart part = new SanitizerPart(with, SanitizerPart.LIMIT);
        for (SanitizerTool tool : EnumSet.copyOf(with.tools())) {
            guarded(Part.CONFORMANCE, () -> {
                SanitizerResult result = part.run(tool);
                sanitizer.add(result);
                note("%s %s: %s"
                        .formatted(
                                Sanitizer.NAME,
                                tool,
                                result.detail().isEmpty()
                                        ? "%d errors, %d warnings in %d cases, %.0f s"
                                                .formatted(
                                                        result.errors(),
                                                        result.warnings(),
                                                        result.cases(),
                                                        result.seconds())
                                        : result.detail()));
                result.findings().forEach(it -> note("  " + it));
            });
        }
    }

    private void towers(List<Precision> available) {
        for (FormulaModel input : models()) {
            guarded(
                    Part.TOWERS,
                    () -> withDevices(available, devices -> new TowerPart(input, devices, this::add).run()));
        }
    }

    private void add(TowerResult result) {
        towers.add(result);
        String what = "%s %s %s".formatted(result.architecture(), result.tower(), result.precision());
        note(
                result.outcome() == Outcome.SKIPPED || result.stages().isEmpty()
                        ? "%s: %s, %s".formatted(what, name(result.outcome()), result.detail())
                        : "%s: %s, %d stages, used %.2f of the tolerance at %s"
                                .formatted(
                                        what,
                                        name(result.outcome()),
                                        result.stages().size(),
                                        result.used(),
                                        result.worstStage()));
        listener.added(report());
    }

    private void add(TrajectoryResult result) {
        taskres.add(result);
        note(
                result.steps().isEmpty()
                        ? "TaskRes %s: %s, %s".formatted(result.precision(), name(result.outcome()), result.detail())
                        : "TaskRes %s: %s, %d steps, used %.2f of the tolerance, accuracy %.2f %% (CPU %.2f %%)"
                                .formatted(
                                        result.precision(),
                                        name(result.outcome()),
                                        result.steps().size(),
                                        result.used(),
                                        result.accuracy(),
                                        result.accuracyOnCpu()));
        listener.added(report());
    }

    private void bench(List<Precision> available) {
        BenchPart bench = new BenchPart(!options.quick());
        for (Precision precision : available) {
            guarded(
                    Part.BENCH,
                    () -> withDevice(precision, (device, _) -> {
                        KernelsResult result = bench.kernels(device, precision, this::note);
                        kernels.add(result);
                        note("ops in %s: %d passed, %d failed, %d skipped, %.0f s"
                                .formatted(
                                        precision,
                                        count(Outcome.PASSED, result),
                                        count(Outcome.FAILED, result),
                                        count(Outcome.SKIPPED, result),
                                        result.seconds()));
                    }));
        }
        for (FormulaModel model : models()) {
            guarded(
                    Part.BENCH,
                    () -> withDevices(available, devices -> {
                        bench.model(model, devices, this::add);
                        find(model.name(), devices);
                    }));
        }
        guarded(
                Part.BENCH,
                () -> withDevices(available, devices -> {
                    bench.tuning(devices, this::add);
                    find(TuningLab.NAME, devices);
                }));
        options.python()
                .ifPresent(python -> guarded(Part.BENCH, () -> {
                    String device = options.device().startsWith("cuda") && !options.emulated() ? "cuda" : "cpu";
                    pytorch.add(new PyTorchPart(python, device, options.quick(), this::note).run());
                }));
    }

    /** Findings are about times, and kept where these mean something. */
    private void find(String what, Map<Precision, Device> devices) {
        if (options.quick() || options.emulated()) {
            return;
        }
        devices.forEach((precision, device) -> device.findings().forEach(finding -> {
            findings.add("%s in %s: %s".formatted(what, precision, finding));
            note(findings.getLast());
        }));
    }

    private List<FormulaModel> models() {
        return options.quick() ? FormulaModel.tiny() : FormulaModel.known();
    }

    private void note(OpMeasurement it) {
        if (it.outcome() == Outcome.FAILED) {
            note("  failed %s %s: %s".formatted(it.op(), it.size(), it.detail()));
        }
    }

    private static long count(Outcome outcome, KernelsResult result) {
        return result.ops().stream().filter(it -> it.outcome() == outcome).count();
    }

    private void add(ModelMeasurement it) {
        models.add(it);
        String result = it.detail().isEmpty() ? "%.3g images/s".formatted(it.perSecond()) : it.detail();
        note("%s %s, batch %d: %s"
                .formatted(
                        it.architecture(),
                        it.precision(),
                        it.batch(),
                        options.quick() && it.detail().isEmpty() ? it.ops() + " ops" : result));
        listener.added(report());
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private void note(String text) {
        listener.note("[%.0f s] %s".formatted(seconds(), text));
    }

    private double seconds() {
        return Duration.between(start, Instant.now()).toMillis() * 1e-3;
    }

    private VerifyReport report() {
        return new VerifyReport(
                VerifyReport.SCHEMA,
                start.truncatedTo(ChronoUnit.SECONDS).toString(),
                complete,
                seconds(),
                options.quick(),
                options.emulated(),
                options.device(),
                NvidiaKernelModule.version(),
                Fingerprint.ofThisMachine(options.jclip()),
                List.copyOf(precisions),
                List.copyOf(conformance),
                List.copyOf(sanitizer),
                List.copyOf(towers),
                List.copyOf(taskres),
                List.copyOf(kernels),
                List.copyOf(models),
                List.copyOf(pytorch),
                List.copyOf(findings),
                List.copyOf(faults));
    }
}
