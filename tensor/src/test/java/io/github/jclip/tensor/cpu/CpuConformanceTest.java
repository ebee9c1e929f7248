// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The CPU device computes every op in F32, so a skipped case is a failure here. */
class CpuConformanceTest {
    private static final CpuDevice DEVICE = new CpuDevice(3);

    @AfterAll
    static void close() {
        DEVICE.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return ConformanceSuite.cases().stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> {
                    CaseResult result = opCase.run(DEVICE);
                    assertEquals(Outcome.PASSED, result.outcome(), result::toString);
                }));
    }
}
