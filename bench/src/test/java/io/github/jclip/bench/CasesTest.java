// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Cases are well formed, repeatable, and independent of the number of threads. */
class CasesTest {
    private static Stream<? extends BenchCase> small() {
        return Stream.of(
                new GemmCase(50, 96, 64),
                OpCases.largerThanCache(1 << 20).getFirst(),
                OpCases.largerThanCache(1 << 20).getLast(),
                new TuneCase(40, 16, 32));
    }

    @TestFactory
    Stream<DynamicTest> theSameCaseGivesTheSameOutputOnAnyNumberOfThreads() {
        return small().map(it ->
                DynamicTest.dynamicTest(it.name(), () -> assertArrayEquals(output(it, 1), output(it, 2))));
    }

    private static float[] output(BenchCase benchCase, int threads) {
        try (Scope scope = Scope.ofHost()) {
            Trial trial = benchCase.prepare(scope);
            try (Contender jclip = trial.jclip(threads)) {
                jclip.run();
                float[] output = jclip.output();
                assertTrue(trial.tolerance(output) > 0);
                assertTrue(trial.work().flops() > 0 && trial.work().bytes() > 0);
                return output;
            }
        }
    }

    @Test
    void everyGroupHasCasesWithNamesOfTheirOwn() {
        for (Group group : Group.values()) {
            List<String> names = Cases.of(group, List.of()).stream()
                    .map(it -> it.name() + " " + it.size())
                    .toList();
            assertEquals(names.size(), names.stream().distinct().count(), names::toString);
        }
        assertEquals(8 + 3, Cases.of(Group.GEMM, List.of()).size());
    }

    @Test
    void aTrainingStepOfThreeRunsKeepsTheProblem() {
        try (Scope scope = Scope.ofHost();
                Contender jclip = new TuneCase(40, 16, 32).prepare(scope).jclip(1)) {
            jclip.run();
            float[] first = jclip.output();
            jclip.run();
            jclip.run();
            float[] third = jclip.output();
            double largest = 0;
            double moved = 0;
            for (int i = 0; i < first.length; i++) {
                largest = Math.max(largest, Math.abs(first[i]));
                moved = Math.max(moved, Math.abs(first[i] - third[i]));
            }
            assertTrue(moved < 0.01 * largest, moved + " of " + largest);
        }
    }

    @Test
    void theTextTowersPromptsEndBeforeTheContextDoes() {
        for (int[] tokens : new TextTowerCase("ViT-B/32", 20).tokens(77)) {
            assertEquals(77, tokens.length);
            assertEquals(1, Arrays.stream(tokens).filter(id -> id == 49407).count());
            assertTrue(Arrays.stream(tokens).filter(id -> id != 0).count() <= 12);
        }
    }
}
