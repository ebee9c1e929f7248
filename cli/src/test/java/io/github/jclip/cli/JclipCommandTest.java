// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JclipCommandTest {
    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome run(String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = JclipCommand.run(args, new PrintWriter(out), new PrintWriter(err));
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    @TestFactory
    Stream<DynamicTest> everyCommandExplainsItselfAndNamesItsVersion() {
        Class<?>[] commands = JclipCommand.class.getAnnotation(Command.class).subcommands();
        return Stream.of(commands)
                .map(type -> type.getAnnotation(Command.class).name())
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    Outcome help = run(name, "--help");
                    Outcome version = run(name, "--version");
                    assertAll(
                            () -> assertEquals(0, help.exitCode),
                            () -> assertTrue(help.out.startsWith("Usage: jclip " + name), help.out),
                            () -> assertEquals(0, version.exitCode),
                            () -> assertTrue(version.out.startsWith("jclip "), version.out));
                }));
    }

    @Test
    void versionNamesJclipJavaAndSystem() {
        List<String> lines = run("--version").out.lines().toList();
        assertEquals(3, lines.size());
        assertTrue(lines.get(0).matches("jclip \\d+\\.\\d+\\.\\d+.*"), lines.get(0));
        assertTrue(lines.get(1).startsWith("Java " + Runtime.version()), lines.get(1));
        assertTrue(lines.get(2).startsWith(System.getProperty("os.name")), lines.get(2));
    }

    @Test
    void usageErrorsAreOneLineWithAHint() {
        assertEquals(new Outcome(2, "", "jclip: which command? (see jclip --help)\n"), run());
        assertEquals(
                new Outcome(2, "", "jclip: unknown command 'docto'; did you mean doctor? (see jclip --help)\n"),
                run("docto"));
        assertEquals(
                new Outcome(2, "", "jclip: Unknown option: '--jsn'; did you mean --json? (see jclip doctor --help)\n"),
                run("doctor", "--jsn"));
    }

    @Test
    void doctorPrintsOneJsonObject() {
        Outcome doctor = run("doctor", "--json");
        assertEquals(0, doctor.exitCode, doctor.err);
        JsonNode result = JsonMapper.shared().readTree(doctor.out);
        assertEquals(Runtime.version().toString(), result.at("/java/version").asString());
        assertEquals(
                Runtime.getRuntime().maxMemory(),
                result.at("/memory/heapLimitBytes").asLong());
        assertTrue(result.at("/memory/totalBytes").asLong()
                >= result.at("/memory/availableBytes").asLong());
        assertEquals("cpu", result.at("/devices/0/name").asString());
        assertTrue(result.at("/devices/0/available").asBoolean());
        assertEquals("cuda", result.at("/devices/1/name").asString());
    }

    @Test
    void doctorSaysTheSameAsText() {
        Outcome doctor = run("doctor");
        assertEquals(0, doctor.exitCode, doctor.err);
        for (String heading : List.of("jclip", "java", "processor", "memory", "devices", "tornado", "cache")) {
            assertTrue(doctor.out.lines().anyMatch(line -> line.startsWith(heading + " ")), heading);
        }
    }

    @Test
    void devicesListsWhatIsThereAndWhatIsMissing() {
        List<String> lines = run("devices").out.lines().toList();
        assertTrue(lines.get(0).matches("cpu +yes +device=cpu .*"), lines.get(0));
        assertTrue(lines.get(1).matches("cuda +no +.*"), lines.get(1));
        assertEquals(
                2,
                JsonMapper.shared()
                        .readTree(run("devices", "--json").out)
                        .at("/devices")
                        .size());
    }

    @Test
    void completionScriptKnowsTheCommands() {
        Outcome script = run("generate-completion");
        assertEquals(0, script.exitCode);
        assertTrue(script.out.contains("doctor"));
    }

    @Test
    void resultsGoToStandardOutputAlone() {
        assertEquals("", run("doctor", "--json").err);
        assertEquals("", run("devices").err);
    }
}
