// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.StandaloneJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The standalone jar as users run it: a process of its own. The build's package phase makes it. */
class StandaloneJarTest {
    @BeforeAll
    static void jarIsUpToDate() throws IOException {
        StandaloneJar.assumeUpToDate();
    }

    private static Finished run(List<String> options, String... args) throws IOException, InterruptedException {
        return Finished.run(StandaloneJar.process(StandaloneJar.JAVA_HOME, options, args));
    }

    @Test
    void startsWithoutAnyFlag() throws IOException, InterruptedException {
        Finished version = run(List.of(), "--version");
        assertEquals(0, version.exitCode(), version.err());
        assertTrue(version.out().startsWith("jclip "), version.out());
        assertEquals(List.of(), version.messages());
    }

    @Test
    void startsWithTheFlags() throws IOException, InterruptedException {
        Finished version = run(StandaloneJar.FLAGS, "--version");
        assertEquals(0, version.exitCode(), version.err());
        assertEquals(List.of(), version.messages());
    }

    @Test
    void keepsTheOptionsOfTheJvmWhenItStartsAgain() throws IOException, InterruptedException {
        Finished doctor = run(List.of("-Xmx256m", "-Djclip.vectorBits=128"), "doctor", "--json");
        assertEquals(0, doctor.exitCode(), doctor.err());
        JsonNode result = JsonMapper.shared().readTree(doctor.out());
        assertTrue(result.at("/memory/heapLimitBytes").asLong() <= 256 << 20, doctor.out());
        assertEquals(128, result.at("/processor/vectorBits").asInt());
        assertTrue(result.at("/java/options").toString().contains("-Djclip.relaunched=true"), doctor.out());
    }

    @Test
    void keepsTheOptionsOfTheEnvironmentWhenItStartsAgain() throws IOException, InterruptedException {
        ProcessBuilder builder = StandaloneJar.process(StandaloneJar.JAVA_HOME, List.of(), "doctor", "--json");
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Xmx200m");
        Finished doctor = Finished.run(builder);
        assertEquals(0, doctor.exitCode(), doctor.err());
        JsonNode result = JsonMapper.shared().readTree(doctor.out());
        assertTrue(result.at("/memory/heapLimitBytes").asLong() <= 200 << 20, doctor.out());
    }

    @Test
    void usesTheStartUpCacheOfTheBuild() throws IOException, InterruptedException {
        assumeTrue(
                Files.exists(StandaloneJar.FILE.resolveSibling("jclip.jsa.jdk")), "the build made no start-up cache");
        assumeTrue(
                Files.mismatch(
                                StandaloneJar.FILE.resolveSibling("jclip.jsa.jdk"),
                                StandaloneJar.JAVA_HOME.resolve("release"))
                        == -1,
                "the build made the start-up cache with another JDK");
        Finished doctor = run(List.of(), "doctor", "--json");
        String state = JsonMapper.shared()
                .readTree(doctor.out())
                .at("/java/startUpCache")
                .asString();
        assertTrue(state.startsWith("in use: "), state);
    }

    @Test
    void forwardsTheExitCodeOfAUsageError() throws IOException, InterruptedException {
        Finished unknown = run(List.of(), "no-such-command");
        assertEquals(2, unknown.exitCode());
        assertEquals("", unknown.out());
        assertEquals(1, unknown.messages().size(), unknown.err());
        assertTrue(unknown.messages().getFirst().startsWith("jclip: unknown command 'no-such-command'"), unknown.err());
    }

    @Test
    void badInputIsOneLine() throws IOException, InterruptedException {
        Finished refused = run(List.of("-Djclip.vectorBits=77"), "devices");
        assertEquals(2, refused.exitCode());
        assertEquals("", refused.out());
        assertEquals(List.of("jclip: -Djclip.vectorBits=77: choose 0 (scalar), 128, 256 or 512"), refused.messages());
    }

    @Test
    void aReaderThatLeavesIsNoFault(@TempDir Path folder) throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process = StandaloneJar.process(StandaloneJar.JAVA_HOME, StandaloneJar.FLAGS, "doctor")
                .redirectError(errors.toFile())
                .start();
        process.getInputStream().close();
        int exitCode = process.waitFor();
        assertEquals(List.of(), new Finished(exitCode, "", Files.readString(errors)).messages());
        assertEquals(141, exitCode);
    }

    @Test
    void anOldJavaGetsASentence() throws IOException, InterruptedException {
        Optional<Path> old = olderJavaBesideThisOne();
        assumeTrue(old.isPresent(), "no Java before 25 beside " + StandaloneJar.JAVA_HOME);
        Finished refused = Finished.run(StandaloneJar.process(old.get(), List.of(), "--version"));
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.messages().size(), refused.err());
        assertTrue(refused.err().startsWith("jclip: needs Java 25 or newer, and this is Java "), refused.err());
    }

    private static Optional<Path> olderJavaBesideThisOne() throws IOException {
        try (Stream<Path> neighbours = Files.list(StandaloneJar.JAVA_HOME.getParent())) {
            return neighbours.filter(StandaloneJarTest::isOldJava).findFirst();
        }
    }

    private static boolean isOldJava(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isExecutable(home.resolve("bin").resolve("java"))
                    && Files.isReadable(release)
                    && Files.readString(release).matches("(?s).*JAVA_VERSION=\"(1\\.8|9|1\\d|2[0-4])[.\"].*");
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void carriesItsManifestItsServicesAndItsLicences() throws IOException {
        try (var jar = new JarFile(StandaloneJar.FILE.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("io.github.jclip.cli.Main", manifest.getValue(Attributes.Name.MAIN_CLASS));
            assertEquals("ALL-UNNAMED", manifest.getValue("Enable-Native-Access"));
            assertNull(jar.getEntry("module-info.class"));
            assertEquals(
                    List.of(
                            "io.github.jclip.kernels.cuda.CudaDeviceProvider",
                            "io.github.jclip.tensor.cpu.CpuDeviceProvider"),
                    text(jar, "META-INF/services/io.github.jclip.tensor.DeviceProvider")
                            .lines()
                            .sorted()
                            .toList());
            assertTrue(text(jar, "META-INF/NOTICE").contains("The jclip authors"));
            assertTrue(text(jar, "META-INF/LICENSE").contains("Apache License"));
        }
    }

    private static String text(JarFile jar, String name) throws IOException {
        var entry = jar.getEntry(name);
        assertNotNull(entry, name);
        return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
    }
}
