// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tests.support.Finished;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a project of its own, with a stand-in JDK that prints how it is started and a stand-in Maven
 * that makes the jar.
 */
class LauncherTest {
    private static final Path SCRIPT = Path.of("..", "jclip").toAbsolutePath().normalize();

    private static final String PRINT_ARGUMENTS = "for argument; do printf '<%s>' \"$argument\"; done";

    private static final String MAKE_JAR = """
            echo run >>builds
            sleep 1
            mkdir -p cli/target
            touch cli/target/jclip.jar
            """;

    @TempDir
    private Path folder;

    private Path project;
    private Path jdk;
    private Path tools;

    @BeforeAll
    static void needsAShell() {
        assumeTrue(File.separatorChar == '/', "the launcher is a POSIX shell script");
    }

    @BeforeEach
    void layOut() throws IOException {
        project = Files.createDirectories(folder.resolve("my project"));
        jdk = folder.resolve("my jdk");
        tools = folder.resolve("tools");
        Files.copy(SCRIPT, project.resolve("jclip"));
        Files.writeString(project.resolve("pom.xml"), "");
        Files.writeString(
                Files.createDirectories(project.resolve("tensor/src/main")).resolve("A.java"), "");
        Files.writeString(
                Files.createDirectories(project.resolve("tensor/src/test")).resolve("ATest.java"), "");
        makeJdk("25.0.1");
        program(tools.resolve("mvn"), MAKE_JAR);
    }

    private void makeJdk(String version) throws IOException {
        program(jdk.resolve("bin/java"), PRINT_ARGUMENTS);
        program(jdk.resolve("bin/javac"), "exit 1");
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    }

    private static void program(Path path, String body) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path makeJar() throws IOException {
        Path jar = Files.createDirectories(project.resolve("cli/target")).resolve("jclip.jar");
        return Files.writeString(jar, "");
    }

    private ProcessBuilder launcher(Path script, String... args) {
        var builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(args));
        builder.directory(folder.toFile());
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.environment().remove("JCLIP_JAVA_OPTS");
        return builder;
    }

    private Finished launch(String... args) throws IOException, InterruptedException {
        return Finished.run(launcher(project.resolve("jclip"), args));
    }

    private List<String> builds() throws IOException {
        Path log = project.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void startsTheJarWithTheFlagsThatTheRelaunchUses() throws IOException, InterruptedException {
        Path jar = makeJar().toRealPath();
        Finished started = launch("classify", "two words", "");
        assertEquals(
                "<--add-modules><jdk.incubator.vector><--enable-native-access=ALL-UNNAMED>"
                        + "<-XX:CompileThresholdScaling=10><-XX:CompileCommand=quiet>"
                        + "<-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.*::*,0.001>"
                        + "<-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.Workers*::*,0.1>"
                        + "<-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.ProductBlock::*,0.1>"
                        + "<-XX:CompileCommand=CompileThresholdScaling,io.github.jclip.tensor.cpu.Output::*,0.1>"
                        + "<-jar><%s><classify><two words><>".formatted(jar),
                started.out());
        assertEquals("", started.err());
        assertEquals(0, started.exitCode());
    }

    @Test
    void passesOptionsOnToTheJvm() throws IOException, InterruptedException {
        makeJar();
        ProcessBuilder builder = launcher(project.resolve("jclip"));
        builder.environment().put("JCLIP_JAVA_OPTS", "-Xmx8g -Dx=y");
        assertTrue(Finished.run(builder).out().contains("<-Xmx8g><-Dx=y><-jar>"));
    }

    @Test
    void findsItsProjectThroughSymbolicLinks() throws IOException, InterruptedException {
        Path jar = makeJar().toRealPath();
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(folder.resolve("absolute"), project.resolve("jclip"));
        Files.createSymbolicLink(bin.resolve("relative"), Path.of("..", "absolute"));
        Finished started = Finished.run(launcher(bin.resolve("relative")));
        assertTrue(started.out().endsWith("<-jar><%s>".formatted(jar)), started.out() + started.err());
    }

    @Test
    void usesTheStartUpCacheOnlyOfTheSameJdk() throws IOException, InterruptedException {
        Path cache =
                Files.writeString(makeJar().resolveSibling("jclip.jsa"), "").toRealPath();
        assertFalse(launch().out().contains("SharedArchiveFile"));
        Files.writeString(cache.resolveSibling("jclip.jsa.jdk"), "another");
        assertFalse(launch().out().contains("SharedArchiveFile"));
        Files.writeString(cache.resolveSibling("jclip.jsa.jdk"), Files.readString(jdk.resolve("release")));
        assertTrue(launch().out().contains("<-XX:SharedArchiveFile=%s><-Xlog:aot=off,cds=off><-jar>".formatted(cache)));
    }

    @Test
    void buildsAMissingJar() throws IOException, InterruptedException {
        Finished started = launch("--version");
        assertEquals(0, started.exitCode(), started.err());
        assertEquals(List.of("run"), builds());
        assertEquals("building jclip (first run or changed sources) ...\n", started.err());
        assertTrue(started.out().endsWith("<--version>"), started.out());
    }

    @Test
    void buildsAgainWhenASourceIsNewerButNotATest() throws IOException, InterruptedException {
        Path jar = makeJar();
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
        Instant before = Instant.now().minusSeconds(120);
        for (String path : List.of("pom.xml", "tensor/src/main/A.java")) {
            Files.setLastModifiedTime(project.resolve(path), FileTime.from(before));
        }
        launch();
        assertEquals(List.of(), builds());
        Files.setLastModifiedTime(project.resolve("tensor/src/main/A.java"), FileTime.from(Instant.now()));
        launch();
        assertEquals(List.of("run"), builds());
    }

    @Test
    void benchWithPeersFetchesThemOnceAndPutsThemBehindTheJar() throws IOException, InterruptedException {
        Path jar = makeJar().toRealPath();
        Path peers = Files.createDirectories(project.resolve("bench/peers/target"));
        Files.writeString(project.resolve("bench/peers/pom.xml"), "");
        program(tools.resolve("mvn"), """
                echo "$*" >>builds
                printf /libraries/peer.jar >bench/peers/target/classpath
                """);
        String expected = "<-cp><%s:%s/classes:/libraries/peer.jar><io.github.jclip.cli.Main><bench><gemm><--peers>"
                .formatted(jar, peers.toRealPath());
        for (int i = 0; i < 2; i++) {
            Finished started = launch("bench", "gemm", "--peers");
            assertTrue(started.out().endsWith(expected), started.out() + started.err());
        }
        assertEquals(1, builds().size());
        assertTrue(builds().getFirst().contains("-P natives -pl bench/peers -am"), builds()::toString);
        assertTrue(launch("bench", "gemm").out().endsWith("<-jar><%s><bench><gemm>".formatted(jar)));
        assertTrue(launch("classify", "--peers").out().contains("<-jar>"));
    }

    @Test
    void buildsOnceForTwoAtATime() throws IOException, InterruptedException {
        Process first = launcher(project.resolve("jclip")).start();
        Process second = launcher(project.resolve("jclip")).start();
        assertEquals(0, Finished.await(first).exitCode());
        assertEquals(0, Finished.await(second).exitCode());
        assertEquals(List.of("run"), builds());
    }

    @Test
    void removesTheLockOfAProcessThatIsGone() throws IOException, InterruptedException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path target = Files.createDirectories(project.resolve("cli/target"));
        Files.createSymbolicLink(target.resolve("build.lock"), Path.of(String.valueOf(gone.pid())));
        assertEquals(0, launch().exitCode());
        assertEquals(List.of("run"), builds());
        assertTrue(Files.notExists(target.resolve("build.lock")));
    }

    @Test
    void aFailedBuildShowsItsOutput() throws IOException, InterruptedException {
        program(tools.resolve("mvn"), "echo 'no network'; exit 1");
        Finished failed = launch();
        assertEquals(2, failed.exitCode());
        assertEquals("", failed.out());
        assertTrue(failed.err().contains("no network\njclip: the build failed; "), failed.err());
    }

    @Test
    void saysWhatIsMissing() throws IOException, InterruptedException {
        ProcessBuilder withoutMaven = launcher(project.resolve("jclip"));
        withoutMaven.environment().put("PATH", pathWithoutMaven());
        Finished failed = Finished.run(withoutMaven);
        assertEquals(2, failed.exitCode());
        assertTrue(failed.err().startsWith("jclip: building jclip needs Maven"), failed.err());
    }

    private String pathWithoutMaven() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("posix"));
        for (String tool : List.of("sh", "dirname", "readlink", "sed", "find", "mkdir", "ln", "rm", "cmp")) {
            for (String candidate : System.getenv("PATH").split(":", -1)) {
                Path program = Path.of(candidate, tool);
                if (Files.isExecutable(program) && Files.notExists(bin.resolve(tool))) {
                    program(bin.resolve(tool), "exec %s \"$@\"".formatted(program));
                }
            }
        }
        return bin.toString();
    }

    @Test
    void passesOverAJavaHomeThatIsTooOld() throws IOException, InterruptedException {
        makeJar();
        makeJdk("24.0.2");
        Finished started = launch("--no-such-option");
        // Another JDK of this machine, if there is one, refuses the empty jar; the old one would have printed its
        // arguments.
        assertFalse(started.out().contains("<-jar>"), started.out());
        assertNotEquals(0, started.exitCode());
    }
}
