// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    @TempDir
    private Path folder;

    private final Device device = new CpuDevice(1);
    private final Device second = new CpuDevice(1);
    private final List<String> finished = Collections.synchronizedList(new ArrayList<>());
    private Path features;
    private SweepPlan plan;

    @BeforeEach
    void makePlan() {
        features = new SyntheticFeatures(3)
                .addImages("train", 12)
                .addImages("val", 4)
                .write(folder.resolve("features.safetensors"));
        plan = plan(List.of("zero-shot", "taskres"), List.of(1, 4), Map.of("taskres", Map.of("epochs", "3")));
    }

    @AfterEach
    void close() {
        device.close();
        second.close();
    }

    private SweepPlan plan(List<String> methods, List<Integer> shots, Map<String, Map<String, String>> settings) {
        return SweepPlan.of(grid(methods, shots, settings));
    }

    private SweepGrid grid(List<String> methods, List<Integer> shots, Map<String, Map<String, String>> settings) {
        return new SweepGrid(
                List.of(features), methods, shots, List.of(1L, 2L), List.of(Subset.ALL), Protocol.SEALED, settings);
    }

    private List<JobFailure> run(SweepPlan jobs, SweepFolder out, Device... devices) {
        finished.clear();
        return Sweep.run(Sweep.remaining(jobs, out).jobs(), out, List.of(devices), "test", new Sweep.Listener() {
            @Override
            public void finished(PlannedJob job, RunFolder run) {
                finished.add(job.name());
            }

            @Override
            public void failed(PlannedJob job, JobFailure failure) {}
        });
    }

    private SweepFolder out(String name) {
        return SweepFolder.create(folder.resolve(name));
    }

    @Test
    void doesEachJobOnce() {
        SweepFolder out = out("out");
        assertEquals(List.of(), run(plan, out, device));
        assertEquals(plan.jobs().stream().map(PlannedJob::name).toList(), finished);
        assertEquals(new Sweep.Remaining(List.of(), 8), Sweep.remaining(plan, out));

        run(plan, out, device);
        assertEquals(List.of(), finished);
        assertEquals(8, Sweep.finished(plan, out).count());
    }

    @Test
    void jobsOfAnotherPrecisionAreDoneBesideThem() {
        Device rounding = new DelegatingDevice(device) {
            @Override
            public String precision() {
                return Precision.TF32.name();
            }
        };
        SweepGrid grid = grid(List.of("taskres"), List.of(4), Map.of("taskres", Map.of("epochs", "3")));
        SweepPlan exact = SweepPlan.of(grid, Precision.F32);
        SweepPlan rounded = SweepPlan.of(grid, Precision.TF32);
        SweepFolder out = out("out");
        run(exact, out, device);
        run(rounded, out, rounding);
        assertEquals(rounded.jobs().stream().map(PlannedJob::name).toList(), finished);
        assertEquals(new Sweep.Remaining(List.of(), 2), Sweep.remaining(exact, out));
        assertEquals(new Sweep.Remaining(List.of(), 2), Sweep.remaining(rounded, out));
    }

    @Test
    void resultsDoNotDependOnHowManyRunAtATime() throws IOException {
        SweepFolder alone = out("alone");
        SweepFolder pair = out("pair");
        run(plan, alone, device);
        run(plan, pair, device, second);
        for (PlannedJob job : plan.jobs()) {
            assertArrayEquals(
                    Files.readAllBytes(alone.runOf(job.name()).resolve("checkpoint.safetensors")),
                    Files.readAllBytes(pair.runOf(job.name()).resolve("checkpoint.safetensors")));
        }
    }

    @Test
    void aDamagedJobIsDoneAgain() throws IOException {
        SweepFolder out = out("out");
        run(plan, out, device);
        List<String> names = List.copyOf(finished);
        Files.delete(out.runOf(names.get(0)).resolve("result.json"));
        Files.writeString(out.runOf(names.get(1)).resolve("run.json"), "{");
        Files.write(out.runOf(names.get(2)).resolve("checkpoint.safetensors"), new byte[20]);
        Files.delete(out.runOf(names.get(3)).resolve("log.txt"));
        Path otherJob = out.runOf(names.get(4)).resolve("run.json");
        Files.writeString(otherJob, Files.readString(otherJob).replace("\"seed\" : 2", "\"seed\" : 3"));

        assertEquals(List.of(), run(plan, out, device));
        assertEquals(names.subList(0, 5), finished);
        assertEquals(8, Sweep.finished(plan, out).count());
    }

    @Test
    void whatIsNotOfARunIsNeverReplaced() throws IOException {
        SweepFolder out = out("out");
        Path taken = Files.createDirectory(out.runOf(plan.jobs().getFirst().name()));
        Files.writeString(taken.resolve("thesis.txt"), "precious");

        List<JobFailure> failures = run(plan, out, device);
        assertEquals(1, failures.size());
        assertTrue(failures.getFirst().reason().contains("other files in it"), failures.toString());
        assertEquals("precious", Files.readString(taken.resolve("thesis.txt")));
        assertEquals(7, finished.size());
    }

    @Test
    void aFailingJobIsRecordedAndTheOthersGoOn() {
        SweepFolder out = out("out");
        SweepPlan tooMany = plan(List.of("taskres"), List.of(4, 13), Map.of("taskres", Map.of("epochs", "2")));
        List<JobFailure> failures = run(tooMany, out, device);

        assertEquals(2, finished.size());
        assertEquals(2, failures.size());
        assertTrue(failures.getFirst().badInput());
        assertTrue(failures.getFirst().reason().contains("shots 13: no class has that many"), failures.toString());
        assertEquals(2, out.failures().size());
        assertEquals(2, Sweep.remaining(tooMany, out).jobs().size());
    }

    @Test
    void aLossThatIsNoNumberFailsItsJobAlone() {
        SweepFolder out = out("out");
        SweepPlan wild = plan(
                List.of("taskres", "zero-shot"), List.of(4), Map.of("taskres", Map.of("lr", "1e300", "epochs", "9")));
        List<JobFailure> failures = run(wild, out, device);
        assertEquals(2, failures.size());
        assertTrue(failures.getFirst().reason().contains("the loss became"), failures.toString());
        assertEquals(2, finished.size());
    }

    @Test
    void aFailureIsForgottenOnceTheJobSucceeds() {
        SweepFolder out = out("out");
        PlannedJob job = plan.jobs().getFirst();
        out.record(JobFailure.of(job.name(), job.title(), new IllegalStateException("two\nlines")));
        assertEquals(
                "java.lang.IllegalStateException: two\\u000alines",
                out.failures().getFirst().reason());
        assertFalse(out.failures().getFirst().badInput());
        run(plan, out, device);
        assertEquals(List.of(), out.failures());
    }

    @Test
    void aFeaturesFileThatChangedSinceThePlanIsRefused() {
        new SyntheticFeatures(9).addImages("train", 12).write(features);
        List<JobFailure> failures = run(plan, out("out"), device);
        assertEquals(8, failures.size());
        assertTrue(failures.getFirst().reason().contains("has changed"), failures.toString());
    }

    @Test
    void onlyItsOwnFoldersAreFilled() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("notes.txt"), "mine");
        assertThrows(BadInputException.class, () -> SweepFolder.create(other));
        assertThrows(BadInputException.class, () -> SweepFolder.create(features));
        assertThrows(BadInputException.class, () -> SweepFolder.open(folder.resolve("absent")));
        Files.writeString(other.resolve("sweep.json"), "{\"format\": 7}");
        assertThrows(BadInputException.class, () -> SweepFolder.create(other));
        Files.writeString(other.resolve("sweep.json"), "[");
        assertThrows(BadInputException.class, () -> SweepFolder.create(other));
    }

    @Test
    void shardsMergeToTheWhole() throws IOException {
        SweepFolder a = out("a");
        SweepFolder b = out("b");
        run(plan.shard(new Shard(1, 2)), a, device);
        run(plan.shard(new Shard(2, 2)), b, device);
        PlannedJob shared = plan.shard(new Shard(1, 2)).jobs().getFirst();
        run(new SweepPlan(List.of(shared)), b, device);

        SweepMerge.Outcome outcome = SweepMerge.run(List.of(a.path(), b.path()), folder.resolve("all"));
        assertEquals(new SweepMerge.Outcome(8, 1, List.of(), List.of()), outcome);
        assertEquals(
                8, Sweep.finished(plan, SweepFolder.open(folder.resolve("all"))).count());
        assertEquals(
                new SweepMerge.Outcome(0, 9, List.of(), List.of()),
                SweepMerge.run(List.of(a.path(), b.path()), folder.resolve("all")));
    }

    @Test
    void equalJobsWithDifferentResultsAreNamed() throws IOException {
        SweepFolder a = out("a");
        SweepFolder b = out("b");
        run(plan, a, device);
        run(plan, b, device);
        String name = plan.jobs().getLast().name();
        Path result = b.runOf(name).resolve("result.json");
        String changed = Files.readString(result).replaceAll("\"correct\" : \\d+", "\"correct\" : 1");
        Files.writeString(result, changed);
        Files.delete(b.runOf(plan.jobs().getFirst().name()).resolve("metrics.csv"));

        SweepMerge.Outcome outcome = SweepMerge.run(List.of(a.path(), b.path()), folder.resolve("all"));
        assertEquals(2, outcome.problems().size(), outcome.problems().toString());
        String conflict = outcome.problems().stream()
                .filter(line -> line.contains(name))
                .findFirst()
                .orElseThrow();
        assertTrue(
                conflict.contains(a.runOf(name).toString())
                        && conflict.contains(b.runOf(name).toString()),
                conflict);
        assertEquals(7, outcome.copied());
    }

    @Test
    void aFailureOfOneShardIsHealedByAnother() {
        SweepFolder a = out("a");
        SweepFolder b = out("b");
        PlannedJob job = plan.jobs().getFirst();
        a.record(JobFailure.of(job.name(), job.title(), new BadInputException("no room")));
        run(plan, b, device);
        SweepMerge.Outcome outcome = SweepMerge.run(List.of(a.path(), b.path()), folder.resolve("all"));
        assertEquals(List.of(), outcome.failures());
        assertEquals(
                1,
                SweepMerge.run(List.of(a.path()), folder.resolve("some"))
                        .failures()
                        .size());
    }

    @Test
    void theTableHasARowForEachMethodAndItsSettings() {
        SweepFolder out = out("out");
        run(plan, out, device);
        SweepPlan defaults = plan(List.of("taskres"), List.of(4), Map.of());
        run(defaults, out, device);
        AccuracyTable table = AccuracyTable.of(Stream.concat(Sweep.finished(plan, out), Sweep.finished(defaults, out)));
        assertEquals(
                List.of("zero-shot ", "taskres epochs 3", "taskres "),
                table.rows().stream()
                        .map(row -> row.method() + " " + row.changes())
                        .toList());
        assertEquals(2, table.rows().get(1).cells().get(4).seeds());
        assertEquals(0, table.rows().get(0).cells().get(1).std());
    }

    @Test
    void spreadHasTheDivisorN() {
        AccuracyTable.Cell cell = AccuracyTable.Cell.of(List.of(67.1, 71.1, 78.8));
        assertEquals(72.3333, cell.mean(), 1e-4);
        assertEquals(4.8555, cell.std(), 1e-4);
        assertEquals(3, cell.seeds());
    }

    @Test
    void logsOfRunsAreReadByTheParser() {
        SweepFolder out = out("out");
        run(plan, out, device);
        List<String> lines = new ArrayList<>();
        new LogParser("accuracy", LogParser.END_SIGNAL, LogParser.Spread.STD, lines::add)
                .parse(out.path().toString());
        assertEquals(8, lines.stream().filter(line -> line.startsWith("file: ")).count());
    }
}
