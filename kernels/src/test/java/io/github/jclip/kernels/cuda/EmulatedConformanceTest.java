// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.OpCase;
import io.github.jclip.tensor.conformance.Outcome;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.LinearBackward;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The CUDA device on the emulated GPU. Ops that have no kernel are skipped, with the reason in the report. Threads run
 * in another order and products through other libraries for each type, and memory that is read before it is written is
 * NaN.
 */
class EmulatedConformanceTest {
    private static final Set<String> PRODUCTS = Stream.of(
                    Linear.class, LinearBackward.class, Gemm.class, Convolution.class, ConvolutionBackward.class)
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());

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
        return cases(Precision.F32, Emulator.Order.FORWARD, CublasChoice.JCUBLAS, true);
    }

    @TestFactory
    Stream<DynamicTest> f16() {
        return cases(Precision.F16, Emulator.Order.REVERSE, CublasChoice.FOREIGN, true);
    }

    @TestFactory
    Stream<DynamicTest> bf16() {
        return cases(Precision.BF16, Emulator.Order.SHUFFLED, CublasChoice.JCUBLAS, false);
    }

    /** TF32 makes a difference to products alone. */
    @TestFactory
    Stream<DynamicTest> tf32() {
        return cases(Precision.TF32, Emulator.Order.FORWARD, CublasChoice.FOREIGN, false);
    }

    @TestFactory
    Stream<DynamicTest> tf32WithCublasLt() {
        return cases(Precision.TF32, Emulator.Order.FORWARD, CublasChoice.JCUBLAS, true);
    }

    /** Else the tolerances of TF32 would prove nothing. */
    @Test
    void tf32IsNotF32() {
        device = emulator.open(Precision.TF32, Emulator.cubins(), CublasChoice.JCUBLAS, true);
        List<OpCase> cases = ConformanceSuite.cases(Precision.F32).stream()
                .filter(it -> it.name().startsWith("Linear 50×96×64"))
                .toList();
        assertFalse(cases.isEmpty());
        cases.forEach(it -> assertEquals(Outcome.FAILED, it.run(device).outcome()));
    }

    private Stream<DynamicTest> cases(Precision precision, Emulator.Order order, CublasChoice cublas, boolean withLt) {
        emulator.setOrder(order);
        device = emulator.open(precision, Emulator.cubins(), cublas, withLt);
        return ConformanceSuite.cases(precision).stream()
                .filter(it -> precision != Precision.TF32 || isProduct(it))
                .map(opCase -> dynamicTest(opCase.name(), () -> {
                    CaseResult result = opCase.run(device);
                    assumeFalse(result.outcome() == Outcome.SKIPPED, result::detail);
                    assertEquals(
                            Outcome.PASSED,
                            result.outcome(),
                            () -> result + "; the emulator says: " + emulator.report());
                }));
    }

    private static boolean isProduct(OpCase opCase) {
        return PRODUCTS.contains(opCase.name().split(" ", 2)[0]);
    }
}
