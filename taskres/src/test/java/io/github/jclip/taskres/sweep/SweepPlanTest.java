// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepPlanTest {
    @TempDir
    private Path folder;

    private Path features;

    @BeforeEach
    void writeFeatures() {
        features = new SyntheticFeatures(3).addImages("train", 20).write(folder.resolve("set a.safetensors"));
    }

    private SweepGrid grid(List<String> methods, List<Integer> shots, List<Long> seeds) {
        return grid(methods, shots, seeds, Map.of());
    }

    private SweepGrid grid(
            List<String> methods, List<Integer> shots, List<Long> seeds, Map<String, Map<String, String>> settings) {
        return new SweepGrid(List.of(features), methods, shots, seeds, List.of(Subset.ALL), Protocol.SEALED, settings);
    }

    private static List<String> names(SweepPlan plan) {
        return plan.jobs().stream().map(PlannedJob::name).toList();
    }

    @Test
    void isTheProductSeedBySeed() {
        SweepPlan plan = SweepPlan.of(grid(List.of("zero-shot", "taskres"), List.of(1, 8, 1), List.of(2L, 1L)));

        assertEquals(
                List.of(
                        "zero-shot-1shot-seed2",
                        "taskres-1shot-seed2",
                        "zero-shot-8shot-seed2",
                        "taskres-8shot-seed2",
                        "zero-shot-1shot-seed1",
                        "taskres-1shot-seed1",
                        "zero-shot-8shot-seed1",
                        "taskres-8shot-seed1"),
                names(plan).stream()
                        .map(name -> name.replaceFirst("^set_?-?a-", "").replaceFirst("-[0-9a-f]{16}$", ""))
                        .toList());
        assertEquals(
                names(plan),
                names(SweepPlan.of(grid(List.of("zero-shot", "taskres"), List.of(1, 8), List.of(2L, 1L)))));
    }

    @Test
    void namesAreOfTheContentNotOfThePlace() throws IOException {
        SweepGrid here = grid(List.of("taskres"), List.of(4), List.of(1L));
        Path moved = Files.copy(
                features, Files.createDirectory(folder.resolve("other")).resolve("set a.safetensors"));
        SweepGrid there = new SweepGrid(
                List.of(moved),
                here.methods(),
                here.shots(),
                here.seeds(),
                List.of(Subset.ALL),
                Protocol.SEALED,
                Map.of());
        assertEquals(names(SweepPlan.of(here)), names(SweepPlan.of(there)));
        SweepGrid both = new SweepGrid(
                List.of(features, moved),
                here.methods(),
                here.shots(),
                here.seeds(),
                List.of(Subset.ALL),
                Protocol.SEALED,
                Map.of());
        assertEquals(1, SweepPlan.of(both).jobs().size());
    }

    @Test
    void everythingThatMattersChangesTheName() {
        Path other = new SyntheticFeatures(4).addImages("train", 20).write(folder.resolve("other.safetensors"));
        List<SweepGrid> grids = List.of(
                grid(List.of("taskres"), List.of(4), List.of(1L)),
                grid(List.of("taskres"), List.of(4), List.of(1L), Map.of("taskres", Map.of("alpha", "0.25"))),
                new SweepGrid(
                        List.of(features),
                        List.of("taskres"),
                        List.of(4),
                        List.of(1L),
                        List.of(Subset.BASE),
                        Protocol.SEALED,
                        Map.of()),
                new SweepGrid(
                        List.of(features),
                        List.of("taskres"),
                        List.of(4),
                        List.of(1L),
                        List.of(Subset.ALL),
                        Protocol.PAPER,
                        Map.of()),
                new SweepGrid(
                        List.of(other),
                        List.of("taskres"),
                        List.of(4),
                        List.of(1L),
                        List.of(Subset.ALL),
                        Protocol.SEALED,
                        Map.of()));
        Set<String> hashes = grids.stream()
                .map(grid -> names(SweepPlan.of(grid)).getFirst())
                .map(name -> name.substring(name.length() - 16))
                .collect(Collectors.toSet());
        assertEquals(grids.size(), hashes.size());
    }

    @Test
    void jobsOfAnotherPrecisionAreOthers() {
        SweepGrid grid = grid(List.of("zero-shot", "taskres"), List.of(4), List.of(1L));
        List<String> exact = names(SweepPlan.of(grid, Precision.F32));
        List<String> rounded = names(SweepPlan.of(grid, Precision.TF32));
        assertEquals(names(SweepPlan.of(grid)), exact);
        assertTrue(Collections.disjoint(exact, rounded));
    }

    @Test
    void aDefaultThatIsGivenIsTheSameJob() {
        SweepGrid silent = grid(List.of("taskres"), List.of(4), List.of(1L));
        SweepGrid spoken = grid(List.of("taskres"), List.of(4), List.of(1L), Map.of("taskres", Map.of("lr", "0.0020")));
        assertEquals(names(SweepPlan.of(silent)), names(SweepPlan.of(spoken)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 40, 1000})
    void shardsAreDisjointAndTogetherThePlan(int count) {
        SweepPlan plan = SweepPlan.of(grid(Methods.NAMES, List.of(1, 4, 16), List.of(1L, 2L)));
        Set<String> seen = new HashSet<>();
        List<Double> work = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            SweepPlan shard = plan.shard(new Shard(number, count));
            assertEquals(names(shard), names(plan.shard(new Shard(number, count))));
            names(shard).forEach(name -> assertTrue(seen.add(name), name));
            work.add(shard.work());
        }
        assertEquals(Set.copyOf(names(plan)), seen);
        double largest =
                plan.jobs().stream().mapToDouble(PlannedJob::work).max().orElseThrow();
        double most = work.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        // Greedy sharing is never worse than the mean and one more job.
        assertTrue(most <= plan.work() / count + largest, most + " of " + plan.work());
    }

    @Test
    void moreShotsAreMoreWork() {
        for (String method : List.of("linear-probe", "tip-adapter", "tip-adapter-f", "clip-adapter", "taskres")) {
            List<PlannedJob> jobs = SweepPlan.of(grid(List.of(method), List.of(2, 16), List.of(1L)))
                    .jobs();
            assertTrue(jobs.get(0).work() < jobs.get(1).work(), method);
            assertNotEquals(jobs.get(0).name(), jobs.get(1).name());
        }
    }

    @Test
    void badGridsAreOneLine() {
        assertBad("method 'tip'", () -> grid(List.of("tip"), List.of(1), List.of(1L)));
        assertBad("methods: the list is empty", () -> grid(List.of(), List.of(1), List.of(1L)));
        assertBad("shots: the list is empty", () -> grid(List.of("taskres"), List.of(), List.of(1L)));
        assertBad("seeds: the list is empty", () -> grid(List.of("taskres"), List.of(1), List.of()));
        assertBad("shots -1", () -> grid(List.of("taskres"), List.of(-1), List.of(1L)));
        assertBad(
                "no setting 'alfa'",
                () -> grid(List.of("taskres"), List.of(1), List.of(1L), Map.of("taskres", Map.of("alfa", "1"))));
        assertBad(
                "set taskres: alpha 'one'",
                () -> grid(List.of("taskres"), List.of(1), List.of(1L), Map.of("taskres", Map.of("alpha", "one"))));
        assertBad(
                "set 'clip-adapter': is not a method of this sweep",
                () -> grid(List.of("taskres"), List.of(1), List.of(1L), Map.of("clip-adapter", Map.of("lr", "1"))));
        assertBad("shard '3'", () -> Shard.parse("3"));
        assertBad("shard 3/2", () -> Shard.parse("3/2"));
        assertBad("shard 0/2", () -> Shard.parse("0/2"));
    }

    private static void assertBad(String part, Executable grid) {
        String message = assertThrows(BadInputException.class, grid).getMessage();
        assertTrue(message.contains(part) && message.lines().count() == 1, message);
    }
}
