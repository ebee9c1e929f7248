// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchCommandTest {
    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = JclipCommand.run(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    @Test
    void measuresAndReportsAgainFromTheJson(@TempDir Path folder) throws Exception {
        String json = folder.resolve("result.json").toString();
        Path html = folder.resolve("page.html");
        Outcome measured = run("bench", "tune", "--quick", "--threads", "1", "--json", json, "--html", html.toString());
        assertEquals(0, measured.exitCode, measured.err);
        assertTrue(measured.err.startsWith("about 1 min\n[1/1] TaskRes step 1000 classes"), measured.err);
        assertTrue(measured.out.contains("tune, 1 thread"), measured.out);
        JsonNode result = JsonMapper.shared().readTree(Files.readString(Path.of(json)));
        assertEquals("jclip", result.at("/measurements/0/timings/0/contender").asString());
        assertTrue(result.at("/measurements/0/timings/0/bestSeconds").asDouble() > 0);
        assertTrue(Files.readString(html).contains("TaskRes step"));

        Outcome again = run("bench", "--from", json, "--csv");
        assertEquals(new Outcome(0, again.out, ""), again);
        assertTrue(again.out.lines().skip(1).allMatch(line -> line.startsWith("tune,TaskRes step,")), again.out);
        assertEquals(Files.readString(Path.of(json)), run("bench", "--from", json, "--json", "-").out);
    }

    @Test
    void peersNeedTheCheckout() {
        Outcome outcome = run("bench", "--peers");
        assertEquals(2, outcome.exitCode);
        assertEquals("", outcome.out);
        assertEquals(
                "jclip: --peers: the other libraries come with the source checkout; run ./jclip bench --peers there\n",
                outcome.err);
    }

    @Test
    void mistakesAreOneLine(@TempDir Path folder) throws Exception {
        Path other = Files.writeString(folder.resolve("other.json"), "[]");
        for (List<String> args : List.of(
                List.of("bench", "--threads", "0"),
                List.of("bench", "gem"),
                List.of("bench", "--csv", "--markdown"),
                List.of("bench", "--from", other.toString()))) {
            Outcome outcome = run(args.toArray(String[]::new));
            assertEquals(2, outcome.exitCode, outcome.err);
            assertEquals(1, outcome.err.lines().count(), outcome.err);
        }
    }
}
