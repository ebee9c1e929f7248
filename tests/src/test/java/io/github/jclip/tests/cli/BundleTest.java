// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder that {@code jclip bundle} packs, moved elsewhere and used with no Java on the path. The runtime in it holds
 * only some modules of a JDK, so the commands here are those that need them all.
 */
class BundleTest {
    @TempDir
    private static Path folder;

    private static Path home;
    private static Path tools;

    @BeforeAll
    static void makeAndMove() throws IOException, InterruptedException {
        assumeTrue(
                (System.getProperty("os.name") + " " + System.getProperty("os.arch")).equals("Linux amd64"),
                "bundles are for Linux on x86-64");
        StandaloneJar.assumeUpToDate();
        Finished made = StandaloneJar.run("bundle", "--unpacked", "--no-kernels", "--json", "--out", folder.toString());
        assertEquals(0, made.exitCode(), made.err());
        Path there =
                Path.of(JsonMapper.shared().readTree(made.out()).at("/path").asString());
        home = Files.createDirectories(folder.resolve("some where")).resolve("jclip");
        Files.move(there, home);
        tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("dirname", "readlink")) {
            Path wrapper = tools.resolve(tool);
            Files.writeString(wrapper, "#!/bin/sh\nexec %s \"$@\"\n".formatted(program(tool)));
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static Path program(String name) {
        for (String candidate : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(candidate, name))) {
                return Path.of(candidate, name);
            }
        }
        throw new AssertionError("no " + name);
    }

    private static ProcessBuilder process(Path launcher, String... args) {
        var builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(args));
        builder.directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", tools.toString());
        environment.put("JCLIP_CACHE", folder.resolve("cache").toString());
        return builder;
    }

    private static Finished jclip(String... args) throws IOException, InterruptedException {
        Finished finished = Finished.run(process(home.resolve("bin/jclip"), args));
        assertEquals(0, finished.exitCode(), finished.err());
        return finished;
    }

    @Test
    void startsFromItsOwnRuntimeAndCacheThroughLinks() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(folder.resolve("linked"), home.resolve("bin/jclip"));
        ProcessBuilder builder = process(link, "doctor", "--json");
        builder.environment().put("JCLIP_JAVA_OPTS", "-Xmx300m -Djclip.vectorBits=128");
        Finished doctor = Finished.run(builder);
        assertEquals(0, doctor.exitCode(), doctor.err());
        JsonNode result = JsonMapper.shared().readTree(doctor.out());
        Path real = home.toRealPath();
        assertEquals(real.resolve("runtime").toString(), result.at("/java/home").asString());
        assertEquals(
                "in use: " + real.resolve("lib/jclip.jsa"),
                result.at("/java/startUpCache").asString());
        assertEquals(128, result.at("/processor/vectorBits").asInt());
        assertTrue(result.at("/memory/heapLimitBytes").asLong() <= 300 << 20, doctor.out());
        assertTrue(result.at("/memory/totalBytes").asLong() > 0, doctor.out());
    }

    @Test
    void saysWhatItIs() throws IOException, InterruptedException {
        assertTrue(jclip("--version").out().startsWith("jclip "));
        assertTrue(Files.readString(home.resolve("LICENSE")).contains("Apache License"));
        assertTrue(Files.readString(home.resolve("NOTICE")).contains("The jclip authors"));
        assertFalse(Files.readString(home.resolve("README.md")).contains("@"));
    }

    @Test
    void classifiesImagesOfEveryKindByTheBundledModel() throws IOException, InterruptedException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        List<Path> drawn = Photos.draw(photos);
        Finished classified = jclip("classify", "--labels", "circle,ring", photos.toString());
        for (Path photo : drawn) {
            assertTrue(classified.out().contains(photo.getFileName().toString()), classified.out());
        }
    }

    /** Mending text goes through encodings that are not in the JDK's main module. */
    @Test
    void tokenizesTextThatWasReadInAWrongEncoding() throws IOException, InterruptedException {
        Path model = TinyModel.make(folder.resolve("model"));
        String[] args = {"tokenize", "--model", model.toString(), "a sÃ³ng", "l‚Äôhumanit√©"};
        Finished expected = StandaloneJar.run(args);
        assertEquals(0, expected.exitCode(), expected.err());
        assertEquals(expected.out(), jclip(args).out());
    }

    @Test
    void cannotMakeAnother() throws IOException, InterruptedException {
        Finished refused = Finished.run(process(home.resolve("bin/jclip"), "bundle"));
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.messages().size(), refused.err());
        assertTrue(refused.err().contains("runtime has no jdeps; run it with a complete JDK "), refused.err());
    }
}
