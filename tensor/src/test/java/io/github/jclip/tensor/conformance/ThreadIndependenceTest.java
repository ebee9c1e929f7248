// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every op gives the same bits with one thread as with several. */
class ThreadIndependenceTest {
    private static final CpuDevice ONE = new CpuDevice(1);
    private static final CpuDevice FOUR = new CpuDevice(4);

    @AfterAll
    static void close() {
        ONE.close();
        FOUR.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCase() {
        return ConformanceSuite.cases(DType.F32).stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> assertSameBits(opCase)));
    }

    private static void assertSameBits(OpCase opCase) {
        try (Scope scope = Scope.ofHost()) {
            List<Tensor> expected = outputs(opCase, ONE, scope);
            List<Tensor> actual = outputs(opCase, FOUR, scope);
            for (int i = 0; i < expected.size(); i++) {
                long mismatch = expected.get(i).segment().mismatch(actual.get(i).segment());
                assertEquals(-1, mismatch, "output " + i);
            }
        }
    }

    private static List<Tensor> outputs(OpCase opCase, CpuDevice device, Scope scope) {
        OpCase.Built built = opCase.buildOn(device, scope, scope);
        device.execute(built.op());
        return built.op().outputs().stream()
                .map(output -> output.copyTo(scope, output.dtype()))
                .toList();
    }
}
