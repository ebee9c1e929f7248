// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.op.Op;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The suite itself: complete, consistent with the reference, and right about gradients. */
class ReferenceConformanceTest {

    @TestFactory
    Stream<DynamicTest> referencePassesInDoublePrecision() {
        Device device = new ReferenceDevice();
        return ConformanceSuite.cases(DType.F64).stream()
                .map(opCase -> dynamicTest(opCase.name(), () -> assertPassed(opCase.run(device))));
    }

    @TestFactory
    Stream<DynamicTest> backwardOpsAgreeWithFiniteDifferences() {
        List<CaseResult> results = ConformanceSuite.checkGradients();
        assertTrue(results.size() > 20, "too few gradient checks: " + results.size());
        return results.stream().map(result -> dynamicTest(result.name(), () -> assertPassed(result)));
    }

    @Test
    void everyOpHasCases() {
        Set<Class<?>> covered = ConformanceSuite.cases().stream()
                .map(ReferenceConformanceTest::typeOf)
                .collect(Collectors.toSet());
        assertEquals(Set.copyOf(Arrays.asList(Op.class.getPermittedSubclasses())), covered);
    }

    @Test
    void namesAreUnique() {
        List<String> names = ConformanceSuite.cases().stream().map(OpCase::name).toList();
        assertEquals(names.size(), Set.copyOf(names).size());
    }

    private static Class<?> typeOf(OpCase opCase) {
        try (Scope scope = Scope.ofHost()) {
            return opCase.buildOnHost(scope).op().getClass();
        }
    }

    private static void assertPassed(CaseResult result) {
        assertEquals(Outcome.PASSED, result.outcome(), result::toString);
    }
}
