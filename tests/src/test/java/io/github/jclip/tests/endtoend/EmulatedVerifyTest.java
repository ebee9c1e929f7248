// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tests.golden.Golden;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.StandaloneJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command that somebody with a GPU runs first, on the emulated one, in a process of its own. */
class EmulatedVerifyTest {
    private static final String DRIVER = "libcuda.so.1";

    @TempDir
    private Path folder;

    @Test
    void verifiesTheEmulatedGpuAndClaimsNoTimes() throws Exception {
        StandaloneJar.assumeUpToDate();
        Optional<Path> emulator = emulator();
        assumeTrue(
                emulator.isPresent(), "no emulated GPU; the tests of kernels build it where there is a C++ compiler");
        Finished run = StandaloneJar.run(
                "gpu-verify",
                "--emulated",
                emulator.get().toString(),
                "--precision",
                "f32,f16",
                "--out",
                folder.toString());
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

    /** The one that was built last. */
    private static Optional<Path> emulator() throws IOException {
        Path built = Golden.project().resolve("kernels/target/emulator");
        if (!Files.isDirectory(built)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(built)) {
            return folders.filter(it -> Files.exists(it.resolve(DRIVER)))
                    .max(Comparator.comparingLong(it -> it.toFile().lastModified()));
        }
    }
}
