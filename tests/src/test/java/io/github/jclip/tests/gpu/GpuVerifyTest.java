// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.kernels.cuda.EmulatedGpu;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.StandaloneJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command that somebody with a GPU runs first, on the emulated one, in a process of its own. */
class GpuVerifyTest {
    @TempDir
    private Path folder;

    @Test
    void verifiesTheEmulatedGpuAndClaimsNoTimes() throws Exception {
        StandaloneJar.assumeUpToDate();
        Path emulator = EmulatedGpu.libraries();
        Finished run = StandaloneJar.run(
                "gpu-verify", "--emulated", emulator.toString(), "--precision", "f32,f16", "--out", folder.toString());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("The GPU is emulated on the host (cuda-emulated)"), run.out());
        JsonNode report = JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
        assertTrue(report.at("/emulated").asBoolean());
        assertEquals(2, report.at("/conformance").size());
        for (JsonNode precision : report.at("/conformance")) {
            assertEquals(0, precision.get("failed").asInt());
            assertTrue(precision.get("passed").asInt() > 50, precision.toString());
        }
        for (JsonNode kernels : report.at("/kernels")) {
            kernels.get("ops").forEach(op -> assertEquals(0, op.get("seconds").asDouble()));
        }
        report.at("/models")
                .forEach(model -> assertEquals(0, model.get("seconds").asDouble()));
    }

    /** A script stands for NVIDIA's tool: under it another jclip runs the cases on the same GPU. */
    @Test
    void runsCasesAgainUnderComputeSanitizer() throws Exception {
        StandaloneJar.assumeUpToDate();
        Path emulator = EmulatedGpu.libraries();
        Path tool = Files.writeString(folder.resolve("compute-sanitizer"), """
                #!/bin/sh
                [ "$1" = --version ] && exec echo 'Version 2025.3.0.0'
                while [ "$1" != --log-file ]; do shift; done
                echo '========= ERROR SUMMARY: 0 errors' > "$2"
                shift 2
                exec "$@"
                """);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        Finished run = StandaloneJar.run(
                "gpu-verify",
                "--emulated",
                emulator.toString(),
                "--precision",
                "f32",
                "--part",
                "conformance",
                "--sanitizer",
                tool.toString(),
                "--sanitizer-tool",
                "memcheck",
                "--out",
                folder.toString());
        assertEquals(0, run.exitCode(), run.err());
        JsonNode report = JsonMapper.shared().readTree(Files.readString(folder.resolve("report.json")));
        JsonNode memcheck = report.at("/sanitizer/0");
        assertEquals("PASSED", memcheck.get("outcome").asString(), memcheck::toString);
        assertEquals(
                report.at("/conformance/0/passed").asInt(),
                memcheck.get("cases").asInt());
        assertTrue(run.out().contains("| memcheck | passed |"), run.out());
    }
}
