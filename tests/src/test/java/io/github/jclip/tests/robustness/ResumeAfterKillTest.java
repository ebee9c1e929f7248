// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import io.github.jclip.tests.support.TinyRecipe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Work that is killed again and again, at random points, and each time gone on with by the same command. */
class ResumeAfterKillTest {
    private static final int KILLS = 2;
    private static final int LONGEST_WAIT_MILLIS = 300;
    private static final long LIMIT_SECONDS = 120;

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsTheJar() throws IOException {
        StandaloneJar.assumeUpToDate();
    }

    @Test
    void onFeatures() throws IOException, InterruptedException {
        Path features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
        endsWithTheSameBits(List.of(
                "tune",
                "taskres",
                "--features",
                features.toString(),
                "--shots",
                "8",
                "--epochs",
                "150",
                "--batch-size",
                "10",
                "--final-model",
                "best-val"));
    }

    @Test
    void onImages() throws IOException, InterruptedException {
        Path model = TinyModel.make(folder.resolve("model"));
        Path zoo = folder.resolve("zoo");
        for (String name : List.of("hen", "newt")) {
            Files.createDirectories(zoo.resolve(name));
            for (int i = 0; i < 10; i++) {
                Photos.draw(zoo.resolve("%s/%s%02d.png".formatted(name, name, i)), 60, 50, BufferedImage.TYPE_INT_RGB);
            }
        }
        endsWithTheSameBits(List.of(
                "tune",
                "taskres",
                "--model",
                model.toString(),
                "--images",
                zoo.toString(),
                "--embeddings",
                folder.resolve("embeddings.safetensors").toString(),
                "--shots",
                "4",
                "--epochs",
                "80",
                "--batch-size",
                "3"));
    }

    @Test
    void fromNothing() throws IOException, InterruptedException {
        Path recipe = TinyRecipe.write(folder.resolve("recipe.json"), 60);
        List<String> command = List.of(
                "pretrain",
                "--recipe",
                recipe.toString(),
                "--eval-every",
                "1000",
                "--resume",
                "--checkpoint-every",
                "1");
        int killed = killedAndGoneOnWith(command, folder.resolve("run/checkpoint.safetensors"));
        assertSame(
                List.of(
                        "checkpoint.safetensors",
                        "model.safetensors",
                        "metrics.csv",
                        "evaluations.csv",
                        "config.json",
                        "recipe.json",
                        "bpe.txt"),
                killed);
    }

    /** Some images cannot be read, whole batches of them too. */
    @Test
    void embedding() throws IOException, InterruptedException {
        Path model = TinyModel.make(folder.resolve("model"));
        List<String> photos = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Path photo = folder.resolve("photo%d.png".formatted(i));
            Photos.draw(photo, 60, 50, BufferedImage.TYPE_INT_RGB);
            if (i == 1 || (i >= 4 && i < 8)) {
                Files.writeString(photo, "no picture");
            }
            photos.add(photo.toString());
        }
        List<String> lines =
                Collections.nCopies(60, photos).stream().flatMap(List::stream).toList();
        Path list = Files.write(folder.resolve("list.txt"), lines);
        List<String> command = List.of(
                "encode",
                "--model",
                model.toString(),
                "--images",
                list.toString(),
                "--batch-size",
                "2",
                "--broken",
                "skip",
                "--resume",
                "--checkpoint-every",
                "0.1");
        Path run = folder.resolve("run");
        int killed = killedAndGoneOnWith(command, folder.resolve(".run-encoding/journal.jsonl"), run);
        assertArrayEquals(
                Files.readAllBytes(folder.resolve("whole")),
                Files.readAllBytes(run),
                "after %d kills".formatted(killed));
        assertNothingHiddenIn(folder);
    }

    private void endsWithTheSameBits(List<String> command) throws IOException, InterruptedException {
        List<String> resumable = new ArrayList<>(command);
        resumable.addAll(List.of("--resume", "--checkpoint-every", "0"));
        int killed = killedAndGoneOnWith(resumable, folder.resolve(".run-training.safetensors"));
        assertSame(List.of("checkpoint.safetensors", "metrics.csv"), killed);
        assertEquals(result("whole"), result("run"));
    }

    /** Works once in one go, and once with kills; how many there were. */
    private int killedAndGoneOnWith(List<String> command, Path checkpoint) throws IOException, InterruptedException {
        return killedAndGoneOnWith(command, checkpoint, null);
    }

    /** As without a result; what has that already is finished, and not gone on with. */
    private int killedAndGoneOnWith(List<String> command, Path checkpoint, Path result)
            throws IOException, InterruptedException {
        Finished whole = StandaloneJar.run(into("whole", command));
        assertEquals(0, whole.exitCode(), whole.err());
        Random random = new Random();
        int killed = 0;
        for (int i = 0; i < KILLS && !isThere(result); i++) {
            killed += killed(random.nextInt(LONGEST_WAIT_MILLIS), checkpoint, into("run", command)) ? 1 : 0;
        }
        assertTrue(killed > 0, "nothing lived until it was killed");
        if (!isThere(result)) {
            Finished resumed = StandaloneJar.run(into("run", command));
            assertEquals(0, resumed.exitCode(), resumed.err());
        }
        return killed;
    }

    private void assertSame(List<String> files, int killed) throws IOException {
        for (String file : files) {
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("whole").resolve(file)),
                    Files.readAllBytes(folder.resolve("run").resolve(file)),
                    file + " after %d kills".formatted(killed));
        }
        assertNothingHiddenIn(folder);
        assertNothingHiddenIn(folder.resolve("run"));
    }

    private static void assertNothingHiddenIn(Path place) throws IOException {
        try (var entries = Files.list(place)) {
            assertTrue(entries.noneMatch(path -> path.getFileName().toString().startsWith(".")));
        }
    }

    private static boolean isThere(Path result) {
        return result != null && Files.exists(result);
    }

    private String[] into(String run, List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--out", folder.resolve(run).toString()));
        return all.toArray(String[]::new);
    }

    /** Kills a process some time after its first checkpoint. */
    private boolean killed(long millis, Path checkpoint, String... command) throws IOException, InterruptedException {
        long before = lastModified(checkpoint);
        Process process = StandaloneJar.process(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (process.isAlive() && lastModified(checkpoint) <= before) {
            assertTrue(System.nanoTime() < deadline, "still running after %d s".formatted(LIMIT_SECONDS));
            Thread.sleep(1);
        }
        Thread.sleep(millis);
        process.destroyForcibly();
        return process.waitFor() != 0;
    }

    /** 0 where there is no such file. */
    private static long lastModified(Path file) {
        return file.toFile().lastModified();
    }

    /** What came out, without its times. */
    private JsonNode result(String run) throws IOException {
        ObjectNode result = (ObjectNode) JsonMapper.shared()
                .readTree(Files.readString(folder.resolve(run).resolve("result.json")));
        result.remove(List.of("trainingSeconds", "evaluationSeconds", "testReadings"));
        return result;
    }
}
