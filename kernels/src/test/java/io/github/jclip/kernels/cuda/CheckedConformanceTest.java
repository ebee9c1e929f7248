// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.OpCase;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance suite with every access to memory checked: no kernel races or leaves its memory. By default a few
 * cases of each op; {@code -Djclip.races=all} runs all.
 */
class CheckedConformanceTest {
    private static final boolean ALL = "all".equals(System.getProperty("jclip.races"));

    /** Of an op and a layout. The suite begins with small shapes, so the cases lie far from each other. */
    private static final int CASES = 3;

    private Emulator emulator;
    private CudaDevice device;

    @BeforeEach
    void start() {
        emulator = Emulator.checked();
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
        return cases(Precision.F32, Emulator.Order.FORWARD);
    }

    @TestFactory
    Stream<DynamicTest> f16() {
        return cases(Precision.F16, Emulator.Order.REVERSE);
    }

    @TestFactory
    Stream<DynamicTest> bf16() {
        return cases(Precision.BF16, Emulator.Order.SHUFFLED);
    }

    private Stream<DynamicTest> cases(Precision precision, Emulator.Order order) {
        emulator.setOrder(order);
        device = emulator.open(precision, Emulator.checkedCubins(), CublasChoice.JCUBLAS);
        return chosen(ConformanceSuite.cases(precision)).stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> {
                    CaseResult result = opCase.run(device);
                    assumeFalse(result.outcome() == Outcome.SKIPPED, result::detail);
                    assertEquals(
                            Outcome.PASSED,
                            result.outcome(),
                            () -> result + "; the emulator says: " + emulator.report());
                }));
    }

    private static List<OpCase> chosen(List<OpCase> cases) {
        if (ALL) {
            return cases;
        }
        Map<String, List<OpCase>> byOp = new HashMap<>();
        for (OpCase opCase : cases) {
            byOp.computeIfAbsent(opCase.name().split(" ", 2)[0] + opCase.layout(), _ -> new ArrayList<>())
                    .add(opCase);
        }
        List<OpCase> chosen = new ArrayList<>();
        for (List<OpCase> ofOp : byOp.values()) {
            for (int i = 0; i < CASES; i++) {
                OpCase opCase = ofOp.get(i * (ofOp.size() - 1) / (CASES - 1));
                if (!chosen.contains(opCase)) {
                    chosen.add(opCase);
                }
            }
        }
        return chosen;
    }
}
