// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.jclip.tensor.DeviceProvider.Candidate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class GpuVerifyCommandTest {
    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    private Path folder;

    private static Outcome run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = JclipCommand.run(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    @Test
    void writesBothReports() throws Exception {
        Path reports = folder.resolve("new/reports");
        Outcome outcome = run(
                "gpu-verify", "--device", "cpu:2", "--quick", "--part", "taskres,bench", "--out", reports.toString());
        assertEquals(0, outcome.exitCode, outcome.err);
        assertTrue(outcome.out.startsWith("# jclip gpu-verify: passed"), outcome.out);
        assertEquals(outcome.out, Files.readString(reports.resolve("report.md")));
        JsonNode json = JsonMapper.shared().readTree(Files.readString(reports.resolve("report.json")));
        assertTrue(json.at("/complete").asBoolean());
        assertEquals("PASSED", json.at("/taskres/0/outcome").asString());
        assertEquals("F32", json.at("/precisions/0/precision").asString());
        assertFalse(json.at("/precisions/2/available").asBoolean());
        assertEquals(0, json.at("/conformance").size());
        assertTrue(json.at("/kernels/0/ops").size() > 40);
        try (Stream<Path> files = Files.list(reports)) {
            assertEquals(2, files.count(), "nothing else is left behind");
        }
    }

    @Test
    void aMissingDriverIsOneLineWithTheFix() {
        assumeFalse(
                DevicesCommand.candidates().stream().anyMatch(GpuVerifyCommandTest::isGpu), "this machine has a GPU");
        Path reports = folder.resolve("none");
        Outcome outcome = run("gpu-verify", "--out", reports.toString(), "-q");
        assertEquals(2, outcome.exitCode);
        assertEquals("", outcome.out);
        assertTrue(outcome.err.startsWith("jclip: device 'cuda': "), outcome.err);
        assertEquals(1, outcome.err.lines().count(), outcome.err);
        assertFalse(Files.exists(reports));
    }

    private static boolean isGpu(Candidate candidate) {
        return candidate.available() && candidate.name().startsWith("cuda");
    }

    @Test
    void mistakesAreOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (List<String> args : List.of(
                List.of("gpu-verify", "--device", "abacus"),
                List.of("gpu-verify", "--device", "cpu", "--part", "everything"),
                List.of("gpu-verify", "--device", "cpu", "--precision", "f8"),
                List.of("gpu-verify", "--emulated", folder.toString()),
                List.of("gpu-verify", "--device", "cpu", "--sanitizer", "/nowhere/compute-sanitizer"),
                List.of("gpu-verify", "--device", "cpu", "--sanitizer-tool", "everycheck"),
                List.of(
                        "gpu-verify",
                        "--device",
                        "cpu",
                        "--out",
                        file.toString(),
                        "-q",
                        "--quick",
                        "--part",
                        "taskres"),
                List.of("bench", "kernels", "--device", "abacus", "-q"),
                List.of("bench", "--explain"),
                List.of("bench", "model", "--device", "cpu"),
                List.of("bench", "model", "--explain", "--batch", "0"),
                List.of("bench", "model", "--explain", "--architecture", "ViT-Z"))) {
            Outcome outcome = run(args.toArray(String[]::new));
            assertEquals(2, outcome.exitCode, args + outcome.err);
            assertEquals(1, outcome.err.lines().count(), args + outcome.err);
        }
    }

    @Test
    void opsAreMeasuredOnAnyDevice() throws Exception {
        Path page = folder.resolve("page.html");
        Outcome outcome = run("bench", "kernels", "--threads", "2", "--no-times", "--html", page.toString(), "--json");
        assertEquals(0, outcome.exitCode, outcome.err);
        assertTrue(JsonMapper.shared().readTree(outcome.out).at("/ops").size() > 40);
        assertTrue(Files.readString(page).contains("LayerNorm"));
    }

    @Test
    void theEmulatedGpuIsNoCpu() {
        Outcome outcome = run("bench", "kernels", "--emulated", folder.toString());
        assertEquals(2, outcome.exitCode);
        assertEquals("jclip: --emulated: goes with --device cuda", outcome.err.strip());
    }

    @Test
    void aTowerIsExplained() {
        Outcome outcome = run("bench", "model", "--explain", "--device", "cpu:2", "--architecture", "tiny ViT");
        assertEquals(0, outcome.exitCode, outcome.err);
        assertTrue(outcome.err.startsWith("device=cpu"), outcome.err);
        assertTrue(outcome.out.startsWith("tiny ViT image, F32, batch 1: "), outcome.out);
        assertTrue(outcome.out.contains("| Attention | 2 |"), outcome.out);
    }
}
