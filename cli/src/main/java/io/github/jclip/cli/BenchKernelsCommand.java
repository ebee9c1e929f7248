// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.bench.lab.KernelLab;
import io.github.jclip.bench.lab.KernelLab.Extent;
import io.github.jclip.bench.lab.KernelsMarkdown;
import io.github.jclip.bench.lab.KernelsPage;
import io.github.jclip.bench.lab.KernelsResult;
import io.github.jclip.bench.lab.OpMeasurement;
import io.github.jclip.bench.report.Numbers;
import io.github.jclip.bench.verify.EmulatedGpu;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.io.AtomicFile;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "kernels",
        description = {
            "Measure every op on a device at CLIP's sizes, against the ceilings of that device and simpler ops.",
            "Outputs are compared with the CPU device's first; what differs gets no time, and the exit code is 1."
        })
final class BenchKernelsCommand implements Callable<Integer> {
    @Mixin
    private DeviceOptions device;

    @Mixin
    private PrecisionOptions precision;

    @Option(names = "--quick", description = "One image instead of 64, short times.")
    private boolean quick;

    @Option(names = "--no-times", description = "Compare outputs of small operands, time nothing.")
    private boolean outputsOnly;

    @Option(
            names = "--emulated",
            paramLabel = "DIR",
            description = "With --device cuda, the emulated GPU that jclip's tests have built; implies --no-times.")
    private Path emulator;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with the table and the roofline.")
    private Path html;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        if (html != null) {
            AtomicFile.requirePossible(html);
        }
        if (emulator != null) {
            device.requireGpu("--emulated");
            EmulatedGpu.load(emulator);
        }
        KernelsResult result;
        try (Device opened = device.open(precision.precision(), output)) {
            result = KernelLab.run(opened, precision.precision(), extent(), this::log);
        }
        if (html != null) {
            AtomicFile.write(html, KernelsPage.of(result));
        }
        if (output.json()) {
            output.json(result);
        } else {
            KernelsMarkdown.lines(result).forEach(output::line);
        }
        long failed = result.ops().stream()
                .filter(it -> it.outcome() == Outcome.FAILED)
                .count();
        if (failed > 0) {
            output.error("%d of %d ops failed".formatted(failed, result.ops().size()));
        }
        return failed > 0 ? Failures.FAULT : 0;
    }

    private Extent extent() {
        if (outputsOnly || emulator != null) {
            return Extent.OUTPUTS;
        }
        return quick ? Extent.QUICK : Extent.FULL;
    }

    private void log(OpMeasurement it) {
        String result = it.outcome() == Outcome.PASSED
                ? it.seconds() > 0
                        ? "%s, %s of the ceiling".formatted(Numbers.time(it.seconds()), Numbers.percent(it.ofCeiling()))
                        : "right"
                : it.outcome().name().toLowerCase(Locale.ROOT) + ", " + it.detail();
        output.log("%s %s: %s".formatted(it.op(), it.size(), result));
    }
}
