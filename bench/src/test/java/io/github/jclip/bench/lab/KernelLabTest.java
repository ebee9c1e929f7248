// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.bench.lab.KernelLab.Extent;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class KernelLabTest {
    private static final CpuDevice CPU = new CpuDevice(2);

    @AfterAll
    static void close() {
        CPU.close();
    }

    @Test
    void comparesOutputsWithoutTimes() {
        List<OpMeasurement> heard = new ArrayList<>();
        KernelsResult result = KernelLab.run(CPU, Precision.F32, Extent.OUTPUTS, heard::add);
        assertEquals(heard, result.ops());
        for (OpMeasurement it : result.ops()) {
            assertEquals(Outcome.PASSED, it.outcome(), it::toString);
            assertEquals(0, it.seconds());
        }
        assertFalse(result.timed());
        List<String> lines = KernelsMarkdown.lines(result);
        assertTrue(lines.contains("Outputs compared with the CPU device's; nothing was timed."), lines.toString());
        assertFalse(KernelsPage.of(result).contains("Roofline"));
    }

    @Test
    void saysWhatIsWrongAndWhatIsMissing() {
        Device faulty = new DelegatingDevice(CPU) {
            @Override
            public void execute(Op op) {
                switch (op) {
                    case Softmax _ -> throw new UnsupportedOperationException("no Softmax here");
                    case LayerNorm it -> {
                        super.execute(it);
                        it.y().setFlat(0, it.y().getFlat(0) + 0.01);
                    }
                    default -> super.execute(op);
                }
            }
        };
        KernelsResult result = KernelLab.run(faulty, Precision.F32, Extent.OUTPUTS, _ -> {});
        OpMeasurement norm = named("LayerNorm", result);
        assertEquals(Outcome.FAILED, norm.outcome());
        assertTrue(norm.used() > 1, norm::toString);
        OpMeasurement softmax = named("Softmax", result);
        assertEquals(Outcome.SKIPPED, softmax.outcome());
        assertEquals("no Softmax here", softmax.detail());
        assertEquals(
                1,
                result.ops().stream()
                        .filter(it -> it.outcome() == Outcome.FAILED)
                        .count());
        String table = String.join("\n", KernelsMarkdown.lines(result));
        assertTrue(table.contains("| LayerNorm **failed: "), table);
    }

    private static OpMeasurement named(String op, KernelsResult result) {
        return result.ops().stream()
                .filter(it -> it.op().equals(op))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void floorsAreTheNearerCeiling() {
        DeviceCeilings ceilings = new DeviceCeilings(100, 2, "1×1×1");
        assertEquals(1, ceilings.floorSeconds(2e12, 50e9));
        assertEquals("flops", ceilings.boundBy(2e12, 50e9));
        assertEquals(2, ceilings.floorSeconds(2e12, 200e9));
        assertEquals("bytes", ceilings.boundBy(2e12, 200e9));
        assertEquals(0, DeviceCeilings.UNKNOWN.floorSeconds(1, 1));
    }

    @Test
    void timesATowerAndItsKinds() {
        FormulaModel model = FormulaModel.tiny().getFirst();
        DeviceCeilings ceilings = new DeviceCeilings(100, 2, "1×1×1");
        List<ModelMeasurement> measured = new ArrayList<>();
        try (Scope scope = Scope.ofHost()) {
            var weights = model.weights(scope);
            new ModelLab(CPU, Precision.F32, model, ceilings, true, false)
                    .images(List.of(1, 3), weights, measured::add);
            new ModelLab(CPU, Precision.F32, model, ceilings, true, true).texts(List.of(2), weights, measured::add);
        }
        assertEquals(
                List.of(1, 3, 2), measured.stream().map(ModelMeasurement::batch).toList());
        for (ModelMeasurement it : measured) {
            assertEquals("", it.detail());
            assertTrue(it.seconds() > 0 && it.perSecond() > 0, it::toString);
            assertEquals(
                    it.ops(),
                    it.kinds().stream().mapToInt(ModelMeasurement.Kind::ops).sum());
            String lines = String.join("\n", ModelMarkdown.lines(it, ceilings));
            assertTrue(lines.contains("| the tower | " + it.ops() + " |"), lines);
        }
        assertTrue(measured.getLast().kinds().stream().allMatch(kind -> kind.seconds() > 0));
        ModelMeasurement three = measured.get(1);
        assertEquals(3, three.flops() / measured.getFirst().flops(), 0.01);
    }

    @Test
    void aBatchThatFailsIsReported() {
        FormulaModel model = FormulaModel.tiny().getFirst();
        Device faulty = new DelegatingDevice(CPU) {
            @Override
            public void execute(Op op) {
                throw new IllegalStateException("out of memory");
            }

            @Override
            public Optional<String> unsupported(Op op) {
                return Optional.empty();
            }
        };
        List<ModelMeasurement> measured = new ArrayList<>();
        try (Scope scope = Scope.ofHost()) {
            new ModelLab(faulty, Precision.F32, model, DeviceCeilings.UNKNOWN, false, false)
                    .images(List.of(1), model.weights(scope), measured::add);
        }
        assertEquals(
                "java.lang.IllegalStateException: out of memory",
                measured.getFirst().detail());
    }

    @Test
    void aRecorderKeepsThePreparedOpsThatRan() {
        RecordingDevice recorder = new RecordingDevice(CPU);
        try (Scope scope = Scope.ofHost()) {
            Tensor x = Tensor.ofFloats(scope, new float[] {1, 2}, 1, 2);
            Op op = new Softmax(x, x);
            recorder.execute(op);
            try (PreparedOps prepared = recorder.prepare(List.of(op))) {
                assertEquals(List.of(), recorder.take(), "what is executed alone belongs to no program");
                prepared.run();
                prepared.run();
            }
            assertEquals(List.of(op, op), recorder.take());
            assertEquals(List.of(), recorder.take());
        }
    }
}
