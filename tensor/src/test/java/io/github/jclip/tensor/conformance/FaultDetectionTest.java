// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2NormalizeBackward;
import io.github.jclip.tensor.op.Op;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit must catch devices that are wrong. */
class FaultDetectionTest {

    private static List<OpCase> cases() {
        return ConformanceSuite.cases(DType.F32).stream()
                .filter(it -> it.name().startsWith("LayerNorm 3×") || it.name().startsWith("Gemm batch"))
                .toList();
    }

    static Stream<OpCase> everyCase() {
        return cases().stream();
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void catchesOneWrongValue(OpCase opCase) {
        CaseResult result = opCase.run(new FaultyDevice(op -> {
            op.reference();
            Tensor y = op.outputs().getFirst();
            long last = y.elementCount() - 1;
            double size = 1 + Math.abs(y.getFlat(last));
            y.setFlat(last, y.getFlat(last) + 0.25 * size);
        }));
        assertEquals(Outcome.FAILED, result.outcome(), result::toString);
        assertTrue(result.used() > 1, result::toString);
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void catchesAMissingRow(OpCase opCase) {
        CaseResult result = opCase.run(new FaultyDevice(op -> {
            Tensor y = op.outputs().getFirst();
            Tensor row = y.slice(0, 0, 1);
            try (Scope scope = Scope.ofHost()) {
                Tensor before = row.copyTo(scope, row.dtype());
                op.reference();
                row.copyFrom(before);
            }
        }));
        assertEquals(Outcome.FAILED, result.outcome(), result::toString);
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void catchesAWriteToAnInput(OpCase opCase) {
        CaseResult result = opCase.run(new FaultyDevice(op -> {
            op.reference();
            Tensor x = op.inputs().getFirst();
            if (x != op.outputs().getFirst()) {
                x.setFlat(0, x.getFlat(0) + 1);
            } else {
                op.inputs().getLast().setFlat(0, Math.PI);
            }
        }));
        assertEquals(Outcome.FAILED, result.outcome(), result::toString);
    }

    @ParameterizedTest
    @MethodSource("everyCase")
    void catchesAWriteBesideTheOutput(OpCase opCase) {
        for (int side : new int[] {-1, 1}) {
            CaseResult result = opCase.run(new FaultyDevice(op -> {
                op.reference();
                beside(op.outputs().getFirst(), side).setFlat(0, 0);
            }));
            assertEquals(Outcome.FAILED, result.outcome(), result::toString);
            assertTrue(result.detail().contains("outside its outputs"), result::toString);
        }
    }

    /** The element just before the first of a tensor, or just behind its last. */
    @SuppressWarnings("restricted")
    private static Tensor beside(Tensor y, int side) {
        long bytes = y.dtype().byteSize();
        long last = 0;
        for (int d = 0; d < y.rank(); d++) {
            last += y.stride(d) * (y.dim(d) - 1);
        }
        long address = y.segment().address() + (side < 0 ? -1 : last + 1) * bytes;
        MemorySegment element = MemorySegment.ofAddress(address).reinterpret(bytes);
        return Tensor.ofHost(y.dtype(), Shape.of(1), element);
    }

    @Test
    void catchesAnException() {
        CaseResult result = cases().getFirst().run(new FaultyDevice(_ -> {
            throw new IllegalStateException("lost the device");
        }));
        assertEquals(Outcome.FAILED, result.outcome());
        assertTrue(result.detail().contains("lost the device"));
    }

    /** du is overwritten while it is needed, which the contract forbids. */
    @Test
    void catchesAWrongGradient() {
        OpCase wrong = new OpCase("wrong", DType.F64, DType.F64.unitRoundoff(), Layout.DENSE, operands -> {
            Tensor x = operands.input(1, 3, 5);
            Tensor du = operands.input(1, 3, 5);
            return new L2NormalizeBackward(x, du, du);
        });
        CaseResult result = FiniteDifferences.check(wrong).orElseThrow();
        assertEquals(Outcome.FAILED, result.outcome(), result::toString);
        assertTrue(result.used() > 1e6, result::toString);
    }

    @Test
    void countsTheUnsupportedAsSkipped() {
        CaseResult result = cases().getFirst().run(new FaultyDevice(Op::reference) {
            @Override
            public Optional<String> unsupported(Op op) {
                return Optional.of("no " + op.name() + " here");
            }
        });
        assertEquals(Outcome.SKIPPED, result.outcome());
        assertTrue(result.detail().startsWith("no "));
    }

    /** Executes ops by a given, wrong procedure. */
    private static class FaultyDevice extends DelegatingDevice {
        private final Consumer<Op> execution;

        FaultyDevice(Consumer<Op> execution) {
            super(new ReferenceDevice());
            this.execution = execution;
        }

        @Override
        public DType computeType() {
            return DType.F32;
        }

        @Override
        public Optional<String> unsupported(Op op) {
            return Optional.empty();
        }

        @Override
        public void execute(Op op) {
            execution.accept(op);
        }
    }
}
