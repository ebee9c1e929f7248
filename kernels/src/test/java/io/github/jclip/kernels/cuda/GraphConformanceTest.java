// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.OpCase;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.op.Op;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every op can be captured, and a graph of it conforms: a case for each op on the emulated GPU. */
class GraphConformanceTest {
    private Emulator emulator;
    private CudaDevice device;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            emulator.assertNoLeaks();
        }
    }

    @TestFactory
    Stream<DynamicTest> f32() {
        device = emulator.open(DType.F32);
        Map<String, OpCase> byOp = new LinkedHashMap<>();
        for (OpCase opCase : ConformanceSuite.cases(DType.F32)) {
            byOp.putIfAbsent(opCase.name().split(" ", 2)[0], opCase);
        }
        return byOp.values().stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> {
                    CaseResult result = opCase.run(new Graphed(device));
                    assumeFalse(result.outcome() == Outcome.SKIPPED, result::detail);
                    assertEquals(
                            Outcome.PASSED,
                            result.outcome(),
                            () -> result + "; the emulator says: " + emulator.report());
                }));
    }

    /** Runs an op once, puts its outputs back, and runs the graph. */
    private static final class Graphed extends DelegatingDevice {
        Graphed(CudaDevice device) {
            super(device);
        }

        @Override
        public void execute(Op op) {
            try (Scope before = openScope();
                    PreparedOps prepared = device().prepare(List.of(op))) {
                Map<Tensor, Tensor> outputs = new LinkedHashMap<>();
                for (Tensor output : op.outputs()) {
                    Tensor copy = before.allocate(output.dtype(), output.shape());
                    copy(output, copy);
                    outputs.put(output, copy);
                }
                prepared.run();
                outputs.forEach((output, copy) -> copy(copy, output));
                prepared.run();
                synchronize();
            }
        }
    }
}
