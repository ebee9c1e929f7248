// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.convert.Checkpoint;
import io.github.jclip.convert.CheckpointWriter;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Classifiers out of runs, into files of every form, and back: {@code export classifier}, {@code eval}, {@code classify}. */
class ClassifierFilesTest {
    @TempDir
    private static Path folder;

    private static Path model;
    private static Path features;
    private static Path photo;

    @BeforeAll
    static void tuneOnPhotos() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        Path zoo = folder.resolve("zoo");
        for (String name : List.of("hen", "sea_horse")) {
            Files.createDirectories(zoo.resolve(name));
            for (int i = 0; i < 12; i++) {
                photo = zoo.resolve("%s/%s%02d.png".formatted(name, name, i));
                Photos.draw(photo, 40, 50, BufferedImage.TYPE_INT_RGB);
            }
        }
        features = folder.resolve("zoo.safetensors");
        run("encode", "--model", model.toString(), "--dataset", zoo.toString(), "--out", features.toString());
        tune("taskres", "taskres", "--epochs", "3", "--lr", "0.05");
        tune("base", "enhanced-base", "--epochs", "3", "--lr", "0.05");
    }

    private static JsonNode run(String... args) {
        Finished finished = InProcess.run(args);
        assertEquals(0, finished.exitCode(), finished.err());
        return finished.out().startsWith("{") ? JsonMapper.shared().readTree(finished.out()) : null;
    }

    private static void tune(String name, String method, String... more) {
        String[] args = {"tune", method, "--features", features.toString(), "--shots", "4", "--out", path(name)};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        run(all);
    }

    private static String path(String name) {
        return folder.resolve(name).toString();
    }

    private static JsonNode eval(String file, String... more) {
        String[] args = {"eval", path(file), "--features", features.toString(), "--json"};
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return run(all).get("tuned");
    }

    private static String refusal(String... args) {
        Finished finished = InProcess.run(args);
        assertEquals(2, finished.exitCode(), finished.err());
        return finished.complaints().getLast();
    }

    @ParameterizedTest
    @ValueSource(strings = {".safetensors", ".npz", ".pth.tar", ".pth.tar-3"})
    void everyFormEvaluatesLikeTheRun(String ending) {
        for (String method : List.of("taskres", "base")) {
            String file = method + ending;
            run("export", "classifier", path(method), "--to", path(file), "--force");
            assertEquals(eval(method), eval(file), file);
            String again = "again" + ending;
            run("export", "classifier", path(file), "--to", path(again), "--force");
            assertEquals(eval(method), eval(again), again);
        }
    }

    @Test
    void classifiesPhotosAsTheRunDoes() {
        run("export", "classifier", path("taskres"), "--to", path("photos.npz"), "--force");
        JsonNode expected = null;
        for (String classifier : List.of("taskres", "photos.npz")) {
            JsonNode result = run(
                    "classify",
                    "--model",
                    model.toString(),
                    "--classifier",
                    path(classifier),
                    photo.toString(),
                    "--json");
            JsonNode labels = result.get("images").get(0).get("labels");
            assertEquals(2, labels.size());
            assertEquals(
                    1,
                    labels.get(0).get("probability").asDouble()
                            + labels.get(1).get("probability").asDouble(),
                    1e-6);
            expected = expected == null ? labels : expected;
            assertEquals(expected, labels);
        }
    }

    /** A run folder, and the form in which such projections were published. */
    @ParameterizedTest
    @ValueSource(strings = {"base", "published.pth.tar", "base.npz"})
    void residualsStartFromAnEnhancedBase(String base) {
        Path published = folder.resolve("published.pth.tar");
        run("export", "classifier", path("base"), "--to", path("base.npz"), "--force");
        try (Checkpoint run = Checkpoint.open(folder.resolve("base/checkpoint.safetensors"))) {
            CheckpointWriter.writeTorch(published, Map.of("state_dict", Map.of("weight", run.tensor("weight"))));
        }
        tune("onbase", "taskres", "--epochs", "1", "--alpha", "0", "--base", path(base), "--force");
        assertEquals(eval("base"), eval("onbase"));
        JsonNode record = JsonMapper.shared().readTree(folder.resolve("onbase/run.json"));
        assertEquals(path(base), record.get("base").get("path").stringValue());
        assertEquals("base", record.get("configuration").get(4).get("key").stringValue());
        assertEquals("--base", record.get("configuration").get(4).get("origin").stringValue());
    }

    @Test
    void aCheckpointOfTheOriginalCodeNeedsItsScale() {
        Path original = folder.resolve("model.pth.tar-7");
        Map<String, Tensor> state = new LinkedHashMap<>();
        try (Checkpoint run = Checkpoint.open(folder.resolve("taskres/checkpoint.safetensors"))) {
            for (String name : List.of("text_feature_residuals", "base_text_features")) {
                Tensor tensor = run.tensor(name);
                state.put(name, tensor.copyTo(Scope.ofGarbageCollected(), tensor.dtype()));
            }
        }
        CheckpointWriter.writeTorch(original, Map.of("state_dict", state, "epoch", 7));

        assertTrue(refusal("eval", original.toString(), "--features", features.toString())
                .contains("give --alpha, 0.5 in the published scripts"));
        assertEquals(
                eval("taskres").get("correct"),
                eval("model.pth.tar-7", "--alpha", "0.5").get("correct"));
        assertTrue(refusal(
                        "classify",
                        "--model",
                        model.toString(),
                        "--classifier",
                        original.toString(),
                        "--alpha",
                        "1",
                        photo.toString())
                .contains("does not say its 2 classes; give --classes-file"));
    }

    @Test
    void anEnhancedBaseIsThePublishedForm() {
        run("export", "classifier", path("base"), "--to", path("form.pth.tar"), "--force");
        try (Checkpoint file = Checkpoint.open(folder.resolve("form.pth.tar"));
                Checkpoint run = Checkpoint.open(folder.resolve("base/checkpoint.safetensors"))) {
            assertEquals(
                    List.of("state_dict.weight"),
                    file.names().stream()
                            .filter(name -> name.startsWith("state_dict."))
                            .toList());
            assertArrayEquals(
                    run.tensor("weight").toFloatArray(),
                    file.tensor("state_dict.weight").toFloatArray());
        }
    }

    @Test
    void mistakesHaveOneLine() throws IOException {
        Path own = Files.writeString(folder.resolve("own.yaml"), "taskres:\n  alhpa: 1\n");
        assertEquals(
                "jclip: " + own + ":2: unknown key 'taskres.alhpa'; did you mean taskres.alpha?",
                refusal(
                        "tune",
                        "taskres",
                        "--features",
                        features.toString(),
                        "--out",
                        path("x"),
                        "--config",
                        own.toString()));
        tune("probe", "linear-probe", "--force");
        assertTrue(refusal("export", "classifier", path("probe"), "--to", path("probe.pth.tar"))
                .contains("not linear-probe; take .safetensors or .npz"));
        assertTrue(refusal("export", "classifier", path("probe"), "--to", path("probe.txt"))
                .contains("end the name with"));
        assertTrue(refusal("export", "classifier", path("probe"), "--to", features.toString())
                .contains("already exists; --force"));
        assertTrue(refusal("eval", features.toString(), "--features", features.toString())
                .contains("holds no classifier"));
        assertTrue(refusal(
                        "tune",
                        "linear-probe",
                        "--features",
                        features.toString(),
                        "--out",
                        path("x"),
                        "--base",
                        path("base"))
                .contains("base: goes with taskres and enhanced-base"));
        assertTrue(refusal(
                        "tune",
                        "taskres",
                        "--features",
                        features.toString(),
                        "--out",
                        path("x"),
                        "--base",
                        path("probe"))
                .contains("holds no tuned text projection"));
        assertTrue(Files.notExists(folder.resolve("x")));
    }

    @Test
    void printsWhereSettingsComeFromAndDoesNothing() throws IOException {
        Path own = Files.writeString(folder.resolve("print.yaml"), "seed: 4\n");
        JsonNode printed = run(
                "tune",
                "taskres",
                "--features",
                features.toString(),
                "--out",
                path("y"),
                "--config",
                own.toString(),
                "--alpha",
                "1",
                "--print-config",
                "--json");
        assertTrue(Files.notExists(folder.resolve("y")));
        Map<String, String> origins = new LinkedHashMap<>();
        printed.get("configuration")
                .forEach(value ->
                        origins.put(value.get("key").stringValue(), value.get("value") + " " + value.get("origin")));
        assertEquals("4 \"" + own + ":1\"", origins.get("seed"));
        assertEquals("1.0 \"--alpha\"", origins.get("alpha"));
        assertEquals("16 \"default\"", origins.get("shots"));
    }
}
