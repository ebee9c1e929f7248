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
}
