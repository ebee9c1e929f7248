// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.conformance.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts stand for Compute Sanitizer and for jclip; what they write is as NVIDIA's manual shows it, made up. */
class SanitizerTest {
    private static final String CLEAN = "========= ERROR SUMMARY: 0 errors";

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsAShell() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the scripts need /bin/sh");
    }

    @Test
    void aCleanRunPasses() throws Exception {
        SanitizerResult result = run(SanitizerTool.MEMCHECK, 0, "========= COMPUTE-SANITIZER", CLEAN);
        assertEquals(Outcome.PASSED, result.outcome(), result.detail());
        assertEquals("memcheck", result.tool());
        assertEquals("Version 2025.3.0.0", result.version());
        assertTrue(result.cases() > 0);
        assertEquals(List.of(), result.findings());
    }

    @Test
    void errorsAreCountedAndShown() throws Exception {
        SanitizerResult result = run(
                SanitizerTool.MEMCHECK,
                86,
                "========= COMPUTE-SANITIZER",
                "a line of the program",
                "========= Invalid __global__ read of size 4 bytes",
                "=========     at softmax_f32+0x160",
                "=========     by thread (0,0,0) in block (7,0,0)",
                "=========     Address 0x7f1ce2000100 is out of bounds",
                "=========     Saved host backtrace up to driver entry point at kernel launch time",
                "=========     Host Frame: [0x2f6e5d]",
                "========= ",
                "========= Invalid __global__ write of size 2 bytes",
                "=========     at cast_f16+0x30",
                "=========",
                "========= ERROR SUMMARY: 2 errors");
        assertEquals(Outcome.FAILED, result.outcome());
        assertEquals("", result.detail());
        assertEquals(2, result.errors());
        assertEquals(
                List.of(
                        "Invalid __global__ read of size 4 bytes at softmax_f32+0x160 by thread (0,0,0) in block (7,0,0)",
                        "Invalid __global__ write of size 2 bytes at cast_f16+0x30"),
                result.findings());
    }

    /** Also of a single one, and where the tool takes all for warnings. */
    @Test
    void hazardsAreErrorsOrWarnings() throws Exception {
        SanitizerResult failed = run(
                SanitizerTool.RACECHECK,
                86,
                "========= Error: Race reported between Write access at total_f32+0x2f0",
                "=========     and Read access at total_f32+0x350 [62 hazards]",
                "=========",
                "========= RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)");
        assertEquals(Outcome.FAILED, failed.outcome());
        assertEquals(1, failed.errors());
        assertEquals(
                List.of("Error: Race reported between Write access at total_f32+0x2f0 and Read access at"
                        + " total_f32+0x350 [62 hazards]"),
                failed.findings());
        SanitizerResult warned = run(
                SanitizerTool.RACECHECK,
                0,
                "========= Warning: Race reported between Read access at gemm+0x230",
                "========= RACECHECK SUMMARY: 3 hazards displayed (0 errors, 3 warnings)");
        assertEquals(Outcome.PASSED, warned.outcome(), warned.detail());
        assertEquals(3, warned.warnings());
    }

    /** Each process has a summary; one of several may hold the errors. */
    @Test
    void summariesAddUp() {
        SanitizerLog log = SanitizerLog.of(List.of(
                CLEAN,
                "========= ERROR SUMMARY: 1 error",
                "========= ERROR SUMMARY: 28 errors were not printed. Use --print-limit option to adjust the number"));
        assertTrue(log.complete());
        assertEquals(1, log.errors());
    }

    @Test
    void noSummaryIsNoSuccess() throws Exception {
        SanitizerResult silent = run(SanitizerTool.MEMCHECK, 0);
        assertEquals(Outcome.FAILED, silent.outcome());
        assertEquals("no summary, exit code 0: the last line", silent.detail());
        SanitizerResult crashed = run(
                SanitizerTool.RACECHECK,
                139,
                "========= COMPUTE-SANITIZER",
                "========= Error: Target application terminated before first instrumented API call");
        assertEquals("no summary, exit code 139: the last line", crashed.detail());
        assertEquals(1, crashed.findings().size());
    }

    @Test
    void whatFailsUnderItIsNoSuccess() throws Exception {
        SanitizerResult result = run(SanitizerTool.MEMCHECK, 1, CLEAN);
        assertEquals(Outcome.FAILED, result.outcome());
        assertTrue(result.detail().endsWith("exit code 1: the last line"), result.detail());
        Path idle = script("idle", "echo nothing to do");
        SanitizerResult without =
                part(fake(0, CLEAN), idle, Duration.ofMinutes(1)).run(SanitizerTool.MEMCHECK);
        assertEquals("0 cases passed under it, exit code 0: nothing to do", without.detail());
    }

    @Test
    void theTimeIsLimited() throws Exception {
        Path slow = script("slow", "sleep 600");
        SanitizerResult result =
                part(fake(0, CLEAN), slow, Duration.ofMillis(300)).run(SanitizerTool.MEMCHECK);
        assertEquals(Outcome.FAILED, result.outcome());
        assertEquals("stopped after 0 s", result.detail());
        assertTrue(result.seconds() < 300, result.toString());
    }

    @Test
    void aMissingToolIsNamed() {
        String name = folder.resolve("none").toString();
        BadInputException fault = assertThrows(BadInputException.class, () -> Sanitizer.find(name));
        assertTrue(fault.getMessage().startsWith(name + ": no such program"), fault.getMessage());
        assertThrows(BadInputException.class, () -> Sanitizer.find("no-sanitizer-of-this-name"));
    }

    private SanitizerResult run(SanitizerTool tool, int exitCode, String... log) throws Exception {
        Path report =
                Path.of(SanitizerTest.class.getResource("made-up-report.json").toURI());
        // Its last argument is the folder of the reports.
        Path jclip = script(
                "jclip",
                "for last; do :; done; mkdir -p \"$last\" && cp '%s' \"$last/report.json\" && echo the last line"
                        .formatted(report));
        return part(fake(exitCode, log), jclip, Duration.ofMinutes(1)).run(tool);
    }

    private static SanitizerPart part(Path tool, Path jclip, Duration limit) {
        return new SanitizerPart(new Sanitizer(tool, Set.of(SanitizerTool.MEMCHECK), List.of(jclip.toString())), limit);
    }

    /** Runs what comes behind its own arguments, and writes a log that was given. */
    private Path fake(int exitCode, String... log) throws Exception {
        Path text = Files.write(folder.resolve("given"), List.of(log));
        return script("compute-sanitizer", """
                if [ "$1" = --version ]; then
                    echo 'NVIDIA (R) Compute Sanitizer'
                    echo 'Version 2025.3.0.0'
                    exit 0
                fi
                while [ "$1" != --log-file ]; do shift; done
                [ -s '%1$s' ] && cp '%1$s' "$2"
                shift 2
                "$@"
                exit %2$d
                """.formatted(text, exitCode));
    }

    private Path script(String name, String body) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
