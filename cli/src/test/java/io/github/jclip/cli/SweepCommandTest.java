// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SweepCommandTest {
    @TempDir
    private Path folder;

    private Path features;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void writeFeatures() {
        features = folder.resolve("features.safetensors");
        WarmUpFeatures.write(features);
    }

    private static Outcome run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = JclipCommand.run(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private Outcome sweep(String out, String... more) {
        List<String> args = new ArrayList<>(List.of("sweep", "--features", features.toString(), "--seeds", "1,2"));
        args.addAll(List.of("--threads", "2", "-q", "--out", folder.resolve(out).toString()));
        args.addAll(List.of(more));
        return run(args.toArray(String[]::new));
    }

    @Test
    void aDryRunPrintsThePlanAndWritesNothing() {
        Outcome plan = sweep("out", "--methods", "zero-shot,taskres", "--shots", "16", "--dry-run");
        assertEquals(0, plan.exitCode, plan.err);
        assertTrue(plan.out.contains("4 jobs, 0 of them done"), plan.out);
        assertTrue(plan.out.contains("protocol sealed"), plan.out);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void runsResumesAndMerges() {
        String[] grid = {"--methods", "zero-shot,taskres", "--shots", "16", "--set", "taskres.epochs=2", "--json"};
        JsonNode first = json(sweep("one", with(grid, "--shard", "1/2")));
        JsonNode second = json(sweep("two", with(grid, "--shard", "2/2")));
        assertEquals(4, first.get("done").asInt() + second.get("done").asInt());
        JsonNode again = json(sweep("one", with(grid, "--shard", "1/2", "--jobs", "1")));
        assertEquals(0, again.get("done").asInt());
        assertEquals(first.get("table"), again.get("table"));

        String all = folder.resolve("all").toString();
        Outcome merged = run(
                "sweep",
                "merge",
                folder.resolve("one").toString(),
                folder.resolve("two").toString(),
                "--out",
                all);
        assertEquals(0, merged.exitCode, merged.err);
        assertTrue(merged.out.contains("taskres (epochs 2)"), merged.out);
        assertTrue(merged.out.contains("4 jobs merged, 0 equal ones, 0 problems, 0 failed"), merged.out);
        assertEquals(0, run("parse-results", all).exitCode);
        assertEquals(4, json(sweep("all", grid)).get("earlier").asInt());
    }

    @Test
    void baseNewAndDomainsReachTheReport() {
        String[] grid = {
            "--methods", "taskres", "--shots", "16", "--set", "taskres.epochs=2", "--subset", "base,new,all"
        };
        JsonNode plan = json(sweep("out", with(grid, "--dry-run", "--json")));
        assertEquals(6, plan.get("jobs").asInt());
        String[] shifted = with(grid, "--on", features.toString());

        Outcome first = sweep("out", shifted);
        assertEquals(0, first.exitCode, first.err);
        assertTrue(
                first.out.contains("2 evaluations on shifted domains done, 0 were done before, 0 failed"), first.out);
        JsonNode again = json(sweep("out", with(shifted, "--json")));
        assertEquals(2, again.get("domains").get("earlier").asInt());

        String markdown = folder.resolve("report.md").toString();
        Outcome report = run("report", folder.resolve("out").toString(), "--markdown", markdown);
        assertEquals(0, report.exitCode, report.err);
        String text = assertDoesNotThrow(() -> Files.readString(Path.of(markdown)));
        assertTrue(text.contains("**Base to new, 16 shots, "), text);
        assertTrue(text.contains("| method | base | new | H |"), text);
        assertTrue(text.contains("**Shifted domains, 16 shots of "), text);
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static JsonNode json(Outcome outcome) {
        assertEquals(0, outcome.exitCode, outcome.err);
        return JsonMapper.shared().readTree(outcome.out);
    }

    @Test
    void failuresAreOneLineEachAndTheOthersAreDone() {
        Outcome outcome = sweep("out", "--methods", "zero-shot", "--shots", "16,99");
        assertEquals(Failures.BAD_INPUT, outcome.exitCode);
        assertEquals(2, outcome.err.lines().count(), outcome.err);
        assertTrue(outcome.out.contains("2 jobs done, 0 were done before, 2 failed"), outcome.out);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--methods tip; method 'tip'",
                "--methods taskres --set taskres.alfa=1; no setting 'alfa'",
                "--methods taskres --set alpha=1; give method.key=value",
                "--methods taskres --set taskres.alpha=1 --set taskres.alpha=2; given twice",
                "--methods taskres --set clip-adapter.lr=1; is not a method of this sweep",
                "--methods taskres --shots ,; shots: the list is empty",
                "--methods taskres --shots 1,x; give whole numbers",
                "--methods taskres --shard 3/2; shard 3/2",
                "--methods taskres --jobs 0; --jobs 0",
                "--shots 1; Missing required options: --methods",
                "--methods taskres --protocol sealed --paper-protocol; mutually exclusive",
            })
    void badInputIsOneLine(String args, String part) {
        Outcome outcome = sweep("out", args.split(" "));
        assertEquals(Failures.BAD_INPUT, outcome.exitCode, outcome.err);
        assertEquals(1, outcome.err.lines().count(), outcome.err);
        assertTrue(outcome.err.contains(part), outcome.err);
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void foldersOfOthersAreLeftAlone() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("notes.txt"), "mine");
        for (Outcome outcome : List.of(
                sweep("other", "--methods", "zero-shot"),
                run(
                        "sweep",
                        "merge",
                        other.toString(),
                        "--out",
                        folder.resolve("new").toString()),
                run("parse-results", folder.resolve("absent").toString()),
                run("parse-results", other.toString()))) {
            assertEquals(Failures.BAD_INPUT, outcome.exitCode);
            assertEquals(1, outcome.err.lines().count(), outcome.err);
        }
        assertArrayEquals(new String[] {"notes.txt"}, other.toFile().list());
    }
}
