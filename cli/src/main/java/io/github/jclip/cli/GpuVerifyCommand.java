// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.bench.verify.EmulatedGpu;
import io.github.jclip.bench.verify.Part;
import io.github.jclip.bench.verify.Sanitizer;
import io.github.jclip.bench.verify.SanitizerTool;
import io.github.jclip.bench.verify.Verification;
import io.github.jclip.bench.verify.VerifyFile;
import io.github.jclip.bench.verify.VerifyListener;
import io.github.jclip.bench.verify.VerifyMarkdown;
import io.github.jclip.bench.verify.VerifyOptions;
import io.github.jclip.bench.verify.VerifyReport;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.io.AtomicFile;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gpu-verify",
        description = {
            "Verify and measure a GPU: every op against its specification, whole towers and a training against the"
                    + " CPU, times.",
            "Writes report.json and report.md, also when something fails; exit code 1 then."
        })
final class GpuVerifyCommand implements Callable<Integer> {
    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cuda", description = "Device (default: cuda).")
    private String device;

    @Option(
            names = "--precision",
            paramLabel = "P",
            split = ",",
            description = "f32, tf32, f16, bf16 (default: all that the device has).")
    private List<Precision> precisions = new ArrayList<>();

    @Option(
            names = "--part",
            paramLabel = "PART",
            split = ",",
            description = "conformance, towers, taskres, bench (default: all).")
    private List<Part> parts = new ArrayList<>();

    @Option(names = "--no-bench", description = "Leave the times out.")
    private boolean noBench;

    @Option(names = "--quick", description = "A few cases of each op, tiny models, no times: less than a minute.")
    private boolean quick;

    @Option(
            names = "--emulated",
            paramLabel = "DIR",
            description =
                    "Use the emulated GPU that jclip's tests have built, in a folder below kernels/target/emulator; implies --quick.")
    private Path emulator;

    @Option(
            names = "--pytorch",
            paramLabel = "PYTHON",
            description = "An interpreter with PyTorch, whose times on the same towers stand beside jclip's.")
    private Optional<String> python = Optional.empty();

    @Option(
            names = "--sanitizer",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = Sanitizer.NAME,
            description =
                    "Run cases of each op once more under NVIDIA's Compute Sanitizer, which takes minutes (default: the one on PATH or in the CUDA toolkit).")
    private Optional<String> sanitizer = Optional.empty();

    @Option(
            names = "--sanitizer-tool",
            paramLabel = "TOOL",
            split = ",",
            description = "memcheck, racecheck, initcheck, synccheck (default: memcheck,racecheck).")
    private List<SanitizerTool> sanitizerTools = List.of(SanitizerTool.MEMCHECK, SanitizerTool.RACECHECK);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "gpu-verify",
            description = "Folder of the reports (default: gpu-verify).")
    private Path folder;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() {
        Path json = folder.resolve("report.json");
        Path markdown = folder.resolve("report.md");
        if (emulator != null) {
            EmulatedGpu.load(emulator);
        }
        VerifyOptions options = new VerifyOptions(
                device,
                precisions.isEmpty() ? List.of(Precision.values()) : List.copyOf(EnumSet.copyOf(precisions)),
                chosenParts(),
                quick || emulator != null,
                emulator != null,
                python,
                sanitizer.map(Sanitizer::find).map(this::sanitizer),
                Version.current().lines()[0]);
        VerifyReport report =
                Verification.run(options, precision -> Devices.open(device, precision), new VerifyListener() {
                    @Override
                    public void note(String text) {
                        output.log(text);
                    }

                    @Override
                    public void added(VerifyReport soFar) {
                        write(soFar, json, markdown);
                    }
                });
        if (output.json()) {
            output.json(report);
        } else {
            VerifyMarkdown.lines(report).forEach(output::line);
        }
        output.log("wrote %s and %s".formatted(markdown, json));
        if (report.failed() > 0) {
            output.error("%d of %d checks failed; %s names them"
                    .formatted(report.failed(), report.failed() + report.passed(), markdown));
            return Failures.FAULT;
        }
        return 0;
    }

    /** Has a few cases of each op run in a process of their own, on the same device. */
    private Sanitizer sanitizer(Path executable) {
        List<String> command = new ArrayList<>(Relaunch.again());
        command.addAll(List.of("gpu-verify", "--device", device, "--part", Part.CONFORMANCE.toString(), "--quick"));
        precisions.forEach(precision -> command.addAll(List.of("--precision", precision.toString())));
        if (emulator != null) {
            command.addAll(List.of("--emulated", emulator.toString()));
        }
        return new Sanitizer(executable, EnumSet.copyOf(sanitizerTools), command);
    }

    private Set<Part> chosenParts() {
        Set<Part> chosen = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        if (noBench) {
            chosen.remove(Part.BENCH);
        }
        return chosen;
    }

    private void write(VerifyReport report, Path json, Path markdown) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileErrors.writing(folder, e);
        }
        AtomicFile.write(json, VerifyFile.toJson(report) + "\n");
        AtomicFile.write(markdown, String.join("\n", VerifyMarkdown.lines(report)) + "\n");
    }
}
