// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Devices;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Op;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A verification must pass what is right and find what is wrong. */
class VerificationTest {
    private final List<VerifyReport> heard = new ArrayList<>();

    private VerifyReport run(DeviceOpener opener, List<Precision> precisions, Set<Part> parts) {
        VerifyOptions options = new VerifyOptions(
                "test", precisions, parts, true, false, Optional.empty(), Optional.empty(), "jclip test");
        return Verification.run(options, opener, new VerifyListener() {
            @Override
            public void note(String text) {}

            @Override
            public void added(VerifyReport report) {
                heard.add(report);
            }
        });
    }

    private static Device cpuWith(FaultyExecution execution) {
        CpuDevice cpu = new CpuDevice(2);
        return new DelegatingDevice(cpu) {
            @Override
            public void execute(Op op) {
                execution.execute(op, cpu);
            }

            @Override
            public void close() {
                cpu.close();
            }
        };
    }

    /** Executes ops, some of them wrongly. */
    @FunctionalInterface
    private interface FaultyExecution {
        void execute(Op op, Device cpu);
    }

    @Test
    void theCpuPassesInF32AndIsSkippedElsewhere() {
        VerifyReport report = run(
                precision -> Devices.open("cpu", precision),
                List.of(Precision.F32, Precision.BF16),
                EnumSet.allOf(Part.class));
        assertEquals(0, report.failed(), report::toString);
        assertTrue(report.complete());
        assertEquals(1, report.conformance().size());
        assertEquals(4, report.towers().size());
        assertEquals(1, report.kernels().size());
        assertEquals(3, report.models().size());
        assertFalse(report.precisions().getLast().available());
        assertTrue(report.precisions().getLast().device().contains("computes in f32"));
        assertEquals(report.passed(), heard.getLast().passed());
        assertFalse(heard.getFirst().complete(), "the first report comes before the end");
    }

    @Test
    void roundingIsWithinTheTolerances() {
        VerifyReport report = run(
                RoundedDevice::new,
                List.of(Precision.TF32, Precision.F16, Precision.BF16),
                EnumSet.of(Part.TOWERS, Part.TASKRES));
        assertEquals(0, report.failed(), report::toString);
        assertTrue(report.towers().stream().allMatch(it -> it.used() > 0.05), "a tolerance is far too wide");
        assertEquals(12, report.towers().size());
    }

    @Test
    void aTowerOfTooFewBitsFails() {
        VerifyReport report = run(_ -> new RoundedDevice(Precision.F16), List.of(Precision.F32), Set.of(Part.TOWERS));
        assertEquals(4, report.failed());
        assertTrue(report.towers().stream()
                .allMatch(it -> it.used() > 1 && !it.worstStage().isEmpty()));
    }

    @Test
    void aWrongOpIsFoundByNameAndInTheTowers() {
        VerifyReport report = run(
                _ -> cpuWith((op, cpu) -> {
                    cpu.execute(op);
                    if (op instanceof LayerNorm norm) {
                        Tensor y = norm.y();
                        y.setFlat(y.elementCount() - 1, y.getFlat(y.elementCount() - 1) + 0.5);
                    }
                }),
                List.of(Precision.F32),
                EnumSet.of(Part.CONFORMANCE, Part.TOWERS));
        ConformanceResult conformance = report.conformance().getFirst();
        assertEquals(Outcome.FAILED, conformance.outcome());
        assertEquals(conformance.failed(), conformance.failures().size());
        assertTrue(conformance.failures().stream().allMatch(it -> it.name().startsWith("LayerNorm ")));
        assertTrue(report.towers().stream()
                .anyMatch(it ->
                        it.outcome() == Outcome.FAILED && it.architecture().equals("tiny ViT")));
        String markdown = String.join("\n", VerifyMarkdown.lines(report));
        assertTrue(markdown.startsWith("# jclip gpu-verify: failed"), markdown);
        assertTrue(
                markdown.contains(
                        "**failed** " + conformance.failures().getFirst().name()),
                markdown);
    }

    @Test
    void aWrongGradientIsFoundInTheTraining() {
        VerifyReport report = run(
                _ -> cpuWith((op, cpu) -> {
                    cpu.execute(op);
                    if (op instanceof CrossEntropyBackward backward) {
                        Tensor gradient = backward.dlogits();
                        gradient.setFlat(0, gradient.getFlat(0) + 0.01);
                    }
                }),
                List.of(Precision.F32),
                Set.of(Part.TASKRES));
        assertEquals(Outcome.FAILED, report.taskres().getFirst().outcome());
        assertTrue(report.taskres().getFirst().used() > 1);
    }

    @Test
    void aDeviceThatBreaksEndsItsPartAlone() {
        int[] opened = {0};
        VerifyReport report = run(
                _ -> {
                    if (++opened[0] == 2) {
                        throw new IllegalStateException("lost the device");
                    }
                    return new CpuDevice(2);
                },
                List.of(Precision.F32),
                EnumSet.of(Part.CONFORMANCE, Part.TASKRES));
        assertEquals(
                List.of(new PartFault("conformance", "java.lang.IllegalStateException: lost the device")),
                report.faults());
        assertEquals(Outcome.PASSED, report.taskres().getFirst().outcome());
        assertEquals(1, report.failed());
        assertTrue(String.join("\n", VerifyMarkdown.lines(report)).contains("**conformance ended early**"));
    }

    @Test
    void aMissingDeviceIsTheUsersToFix() {
        assertThrows(
                BadInputException.class,
                () -> run(
                        precision -> Devices.open("abacus", precision), List.of(Precision.F32), Set.of(Part.TASKRES)));
        assertEquals(List.of(), heard);
    }

    @Test
    void anEmulatorNeedsItsFolder() {
        var refusal = assertThrows(BadInputException.class, () -> EmulatedGpu.load(Path.of("nowhere")));
        assertTrue(refusal.getMessage().startsWith("nowhere: no libcuda.so.1; "), refusal.getMessage());
    }
}
