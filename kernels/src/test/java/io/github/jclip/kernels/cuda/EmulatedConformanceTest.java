// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The CUDA device on the emulated GPU. Ops that have no kernel are skipped, with the reason in the report. Threads run
 * in another order and products through another binding for each type, and memory that is read before it is written is NaN.
 */
class EmulatedConformanceTest {
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
        return cases(DType.F32, Emulator.Order.FORWARD, CublasChoice.JCUBLAS);
    }

    @TestFactory
    Stream<DynamicTest> f16() {
        return cases(DType.F16, Emulator.Order.REVERSE, CublasChoice.FOREIGN);
    }

    @TestFactory
    Stream<DynamicTest> bf16() {
        return cases(DType.BF16, Emulator.Order.SHUFFLED, CublasChoice.JCUBLAS);
    }

    private Stream<DynamicTest> cases(DType dtype, Emulator.Order order, CublasChoice cublas) {
        emulator.setOrder(order);
        device = emulator.open(dtype, Emulator.cubins(), cublas);
        return ConformanceSuite.cases(dtype).stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> {
                    CaseResult result = opCase.run(device);
                    assumeFalse(result.outcome() == Outcome.SKIPPED, result::detail);
                    assertEquals(
                            Outcome.PASSED,
                            result.outcome(),
                            () -> result + "; the emulator says: " + emulator.report());
                }));
    }
}
