// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.taskres.run.DomainResult;
import io.github.jclip.taskres.run.DomainResults;
import io.github.jclip.taskres.run.Evaluator;
import io.github.jclip.taskres.run.RunFolder;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainSweepTest {
    @TempDir
    private Path folder;

    private final Device device = new CpuDevice(1);
    private final Device second = new CpuDevice(1);
    private SweepPlan plan;

    @BeforeEach
    void makePlan() {
        Path features = new SyntheticFeatures(3).addImages("train", 12).write(folder.resolve("source.safetensors"));
        plan = SweepPlan.of(new SweepGrid(
                List.of(features),
                List.of("zero-shot", "taskres"),
                List.of(4),
                List.of(1L, 2L),
                List.of(Subset.ALL, Subset.BASE),
                Protocol.SEALED,
                Map.of("taskres", Map.of("epochs", "3"))));
    }

    @AfterEach
    void close() {
        device.close();
        second.close();
    }

    private SweepFolder sweep(String name) {
        SweepFolder out = SweepFolder.create(folder.resolve(name));
        Sweep.Listener silent = new Sweep.Listener() {
            @Override
            public void finished(PlannedJob job, RunFolder run) {}

            @Override
            public void failed(PlannedJob job, JobFailure failure) {}
        };
        assertEquals(
                List.of(), Sweep.run(Sweep.remaining(plan, out).jobs(), out, List.of(device, second), "test", silent));
        return out;
    }

    private List<RunFolder> runs(SweepFolder out) {
        return Sweep.finished(plan, out).toList();
    }

    /** Of the five classes the last two, in the other order: none of them is a base class. */
    private Path domain(String name) {
        SyntheticFeatures source = new SyntheticFeatures(3);
        Tensor text = Scope.ofGarbageCollected().allocate(source.tensor("text").dtype(), 2, SyntheticFeatures.DIM);
        text.select(0, 0).copyFrom(source.tensor("text").select(0, 4));
        text.select(0, 1).copyFrom(source.tensor("text").select(0, 3));
        return source.putMetadata("classes", "[\"eel\", \"dog\"]")
                .putMetadata("dataset", name)
                .put("text", text)
                .put("test", text)
                .put("test_labels", Tensor.ofInts(Scope.ofGarbageCollected(), new int[] {0, 1}, 2))
                .write(folder.resolve(name + ".safetensors"));
    }

    private DomainSweep.Outcome test(SweepFolder out, Path... domains) {
        return DomainSweep.run(runs(out), List.of(domains), List.of(device, second));
    }

    @Test
    void testsTheRunsThatHaveTheClassesOnce() {
        SweepFolder out = sweep("out");
        Path domain = domain("shifted domain");

        assertEquals(new DomainSweep.Outcome(4, 0, List.of()), test(out, domain));
        assertEquals(new DomainSweep.Outcome(0, 4, List.of()), test(out, domain));

        for (RunFolder run : runs(out)) {
            List<Path> files = new DomainResults(run).files();
            boolean base = run.description().subset() == Subset.BASE;
            assertEquals(base ? 0 : 1, files.size());
            if (!base) {
                DomainResult kept = new DomainResults(run).read(files.getFirst());
                DomainResult again = Evaluator.transfer(run, domain, device);
                assertEquals(again.tuned(), kept.tuned());
                assertEquals(again.zeroShot(), kept.zeroShot());
                assertEquals("shifted domain", kept.dataSet());
                assertEquals(List.of("eel", "dog"), kept.classNames());
                assertEquals(100, kept.zeroShot().accuracy());
            }
        }
        assertEquals(8, Sweep.remaining(plan, out).finished(), "a run with results on domains is still the same job");
    }

    @Test
    void aResultOfAnotherCheckpointIsMadeAgain() throws IOException {
        SweepFolder out = sweep("out");
        Path domain = domain("shifted");
        test(out, domain);
        List<RunFolder> tested = runs(out).stream()
                .filter(run -> !new DomainResults(run).files().isEmpty())
                .toList();
        Path damaged = new DomainResults(tested.get(0)).files().getFirst();
        Files.writeString(damaged, "{");
        Path stale = new DomainResults(tested.get(1)).files().getFirst();
        Files.writeString(
                stale, Files.readString(stale).replace(tested.get(1).result().checkpointSha256(), "another"));
        assertThrows(BadInputException.class, () -> new DomainResults(tested.get(0)).read(damaged));
        assertThrows(BadInputException.class, () -> new DomainResults(tested.get(1)).read(stale));

        assertEquals(new DomainSweep.Outcome(2, 2, List.of()), test(out, domain));
        assertEquals(1, new DomainResults(tested.get(0)).read(damaged).tuned().classCount() - 1);
    }

    @Test
    void aDomainOfOtherClassesIsRefused() {
        SweepFolder out = sweep("out");
        Path other = new SyntheticFeatures(3)
                .putMetadata("classes", "[\"ant\", \"bee\", \"cat\", \"dog\", \"yak\"]")
                .write(folder.resolve("other.safetensors"));
        String message =
                assertThrows(BadInputException.class, () -> test(out, other)).getMessage();
        assertTrue(message.contains("no run of this sweep has all its classes"), message);
    }

    @Test
    void aMergeHasTheDomainsOfEveryShard() {
        SweepFolder a = sweep("a");
        SweepFolder b = sweep("b");
        test(a, domain("first"));
        test(b, domain("second"));

        SweepMerge.Outcome outcome = SweepMerge.run(List.of(a.path(), b.path()), folder.resolve("all"));

        assertEquals(List.of(), outcome.problems());
        SweepFolder all = SweepFolder.open(folder.resolve("all"));
        assertEquals(8, runs(all).size());
        assertEquals(
                8,
                runs(all).stream()
                        .mapToInt(run -> new DomainResults(run).files().size())
                        .sum());
        assertEquals(
                new DomainSweep.Outcome(0, 8, List.of()),
                test(all, folder.resolve("first.safetensors"), folder.resolve("second.safetensors")));
    }
}
