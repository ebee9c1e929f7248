// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.StandaloneJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sweeps that are killed at random points, or done in parts by several processes, come to what one process comes to. */
class SweepKillTest {
    private static final int JOBS = 6 * 2 * 2;
    private static final int KILLS = 5;
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    private Path folder;

    private Path features;
    private Path whole;

    @BeforeAll
    static void needsTheJar() throws IOException {
        StandaloneJar.assumeUpToDate();
    }

    @BeforeEach
    void sweepWithoutInterruption() {
        features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        whole = folder.resolve("whole");
        Finished finished = InProcess.run(sweep(whole));
        assertEquals(0, finished.exitCode(), finished.err());
    }

    private String[] sweep(Path out, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "sweep",
                "--features",
                features.toString(),
                "--methods",
                "zero-shot,linear-probe,tip-adapter,tip-adapter-f,clip-adapter,taskres",
                "--shots",
                "2,8",
                "--seeds",
                "1,2",
                "--set",
                "taskres.epochs=40",
                "--set",
                "clip-adapter.epochs=40",
                "--threads",
                "2",
                "--out",
                out.toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    @Test
    void killedAtRandomPointsAndResumedItIsTheSame() throws IOException, InterruptedException {
        Path killed = folder.resolve("killed");
        SplittableRandom random = new SplittableRandom(2026);
        int kills = 0;
        while (kills < KILLS && runs(killed).size() < JOBS) {
            int before = runs(killed).size();
            Process process = StandaloneJar.process(sweep(killed))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                // One more job has to be there: a process that is killed before that would go on for ever.
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
                while (process.isAlive() && runs(killed).size() <= before) {
                    assertTrue(System.nanoTime() < deadline, "no job within %d s".formatted(LIMIT_SECONDS));
                    Thread.sleep(1);
                }
                process.waitFor(random.nextInt(150), TimeUnit.MILLISECONDS);
            } finally {
                process.destroyForcibly().waitFor();
            }
            kills++;
            for (Path run : runs(killed)) {
                assertSame(whole.resolve(run.getFileName()), run);
            }
        }
        int left = JOBS - runs(killed).size();

        Finished resumed = StandaloneJar.run(sweep(killed));

        assertEquals(0, resumed.exitCode(), resumed.err());
        assertTrue(resumed.out().contains("%d jobs done, %d were done before, 0 failed".formatted(left, JOBS - left)));
        assertSameSweep(killed);
        try (Stream<Path> entries = Files.list(killed)) {
            assertEquals(
                    List.of(),
                    entries.filter(it -> it.getFileName().toString().startsWith("."))
                            .toList());
        }
    }

    @Test
    void shardsOfSeveralProcessesAreTheWhole() throws IOException, InterruptedException {
        List<String> parts = new ArrayList<>();
        List<Process> processes = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            Path part = folder.resolve("part" + i);
            parts.add(part.toString());
            processes.add(
                    StandaloneJar.process(sweep(part, "--shard", i + "/2")).start());
        }
        for (Process process : processes) {
            Finished finished = Finished.await(process);
            assertEquals(0, finished.exitCode(), finished.err());
        }
        Path merged = folder.resolve("merged");
        assertEquals(0, merge(parts, merged).exitCode());
        assertSameSweep(merged);
    }

    private static Finished merge(List<String> parts, Path merged) {
        List<String> args = new ArrayList<>(List.of("sweep", "merge"));
        args.addAll(parts);
        args.addAll(List.of("--out", merged.toString()));
        return InProcess.run(args.toArray(String[]::new));
    }

    private void assertSameSweep(Path sweep) throws IOException {
        List<Path> runs = runs(whole);
        assertEquals(JOBS, runs.size());
        assertEquals(
                runs.stream().map(Path::getFileName).toList(),
                runs(sweep).stream().map(Path::getFileName).toList());
        for (Path run : runs) {
            assertSame(run, sweep.resolve(run.getFileName()));
        }
    }

    /** Everything that is not a time: classifiers bit by bit, scores, choices, mistakes, losses. */
    private static void assertSame(Path expected, Path actual) throws IOException {
        assertArrayEquals(
                Files.readAllBytes(expected.resolve("checkpoint.safetensors")),
                Files.readAllBytes(actual.resolve("checkpoint.safetensors")),
                actual.toString());
        assertEquals(result(expected), result(actual), actual.toString());
    }

    private static JsonNode result(Path run) throws IOException {
        ObjectNode result = (ObjectNode) JsonMapper.shared().readTree(Files.readString(run.resolve("result.json")));
        result.remove(List.of("trainingSeconds", "evaluationSeconds", "testReadings"));
        return result;
    }

    private static List<Path> runs(Path sweep) throws IOException {
        if (!Files.exists(sweep)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(sweep)) {
            return entries.filter(Files::isDirectory)
                    .filter(it -> !it.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
