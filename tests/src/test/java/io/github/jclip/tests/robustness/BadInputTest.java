// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.robustness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tensor.safetensors.SafetensorsWriter;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users get wrong: each mistake is one line on standard error that names the culprit, exit code 2, and nothing is
 * written, moved or removed.
 */
class BadInputTest {
    @TempDir
    private static Path folder;

    /** Command lines are split at spaces; {@code @} stands for the folder of the test, {@code _} for a space. */
    private record Mistake(String commandLine, String complaint) {
        String[] arguments() {
            return Arrays.stream(commandLine.split(" "))
                    .map(word -> word.replace("@", folder.toString()).replace('_', ' '))
                    .toArray(String[]::new);
        }

        String expected() {
            return complaint.replace("@", folder.toString());
        }
    }

    private static Mistake mistake(String commandLine, String complaint) {
        return new Mistake(commandLine, complaint);
    }

    @BeforeAll
    static void layOut() throws IOException {
        Files.createDirectory(folder.resolve("emptyfolder"));
        Files.createFile(folder.resolve("empty"));
        Files.createFile(folder.resolve("empty.jpg"));
        Files.writeString(folder.resolve("page.html"), "<!DOCTYPE html><html><body>404</body></html>");
        Files.writeString(folder.resolve("text.jpg"), "not an image at all");
        Files.write(folder.resolve("latin1.txt"), "größe\n".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(folder.resolve("texts.txt"), "a dog\na cat\n");
        Files.writeString(folder.resolve("long.txt"), "a dog\n" + "very ".repeat(100) + "long\n");
        Files.writeString(folder.resolve("blank.txt"), "\n  \n");
        Files.writeString(folder.resolve("list.txt"), "photos/photo.png\nphotos/gone.png\n");
        layOutPairs();
        layOutImages();
        layOutModels();
        layOutFeatures();
        layOutRuns();
    }

    private static void layOutImages() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        Path photo = Photos.draw(photos.resolve("photo.png"), 60, 40, java.awt.image.BufferedImage.TYPE_INT_RGB);
        Path mixed = Files.createDirectory(folder.resolve("mixed"));
        Files.copy(photo, mixed.resolve("a.png"));
        byte[] bytes = Files.readAllBytes(photo);
        Files.write(mixed.resolve("broken.png"), Arrays.copyOf(bytes, bytes.length / 2));
    }

    private static void layOutModels() throws IOException {
        Path model = TinyModel.make(folder.resolve("model"));
        byte[] checkpoint = Files.readAllBytes(folder.resolve("model.safetensors"));
        Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(checkpoint, checkpoint.length - 1));
        changedCheckpoint("lacking.safetensors", tensors -> tensors.remove("ln_final.bias"));
        changedCheckpoint(
                "misshapen.safetensors",
                tensors -> tensors.put(
                        "ln_final.bias", tensors.get("ln_final.bias").slice(0, 0, 5)));
        changedCheckpoint(
                "integers.safetensors",
                tensors -> tensors.put("ln_final.bias", Tensor.ofInts(Scope.ofGarbageCollected(), new int[64], 64)));

        copyOfModel("without-vocabulary", copy -> delete(copy.resolve("bpe.txt.gz")));
        copyOfModel("without-weights", copy -> delete(copy.resolve("model.safetensors")));
        copyOfModel("broken-config", copy -> write(copy.resolve("config.json"), "{\"format\":"));
        copyOfModel("cut-weights", copy -> truncate(copy.resolve("model.safetensors")));
        copyOfModel("broken-vocabulary", copy -> truncate(copy.resolve("bpe.txt.gz")));
        copyOfModel("nan-weights", copy -> putNan(model, copy));
    }

    private static void changedCheckpoint(String name, Consumer<Map<String, Tensor>> change) {
        try (Safetensors good = Safetensors.open(folder.resolve("model.safetensors"))) {
            Map<String, Tensor> tensors = tensorsOf(good);
            change.accept(tensors);
            SafetensorsWriter.write(folder.resolve(name), tensors, Map.of());
        }
    }

    private static Map<String, Tensor> tensorsOf(Safetensors file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.names().forEach(name -> tensors.put(name, file.tensor(name)));
        return tensors;
    }

    private static void copyOfModel(String name, Consumer<Path> change) throws IOException {
        copy(folder.resolve("model"), folder.resolve(name));
        change.accept(folder.resolve(name));
    }

    private static void putNan(Path model, Path copy) {
        try (Safetensors good = Safetensors.open(model.resolve("model.safetensors"));
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> tensors = tensorsOf(good);
            Tensor broken = tensors.get("text_projection").copyTo(scope, DType.F32);
            broken.set(Double.NaN, 3, 5);
            tensors.put("text_projection", broken);
            SafetensorsWriter.write(copy.resolve("model.safetensors"), tensors, Map.of());
        }
    }

    private static void layOutFeatures() {
        ClusteredFeatures.write(folder.resolve("good.safetensors"));
        features("no-classes", _ -> {}, Map.of());
        features("bad-classes", _ -> {}, Map.of("classes", "ant, bee"));
        features("few-classes", _ -> {}, Map.of("classes", "[\"ant\",\"bee\"]"));
        features("no-test", tensors -> tensors.remove("test"));
        features("no-labels", tensors -> tensors.remove("test_labels"));
        features("few-labels", tensors -> tensors.compute("train_labels", (_, labels) -> labels.slice(0, 0, 100)));
        features(
                "float-labels",
                tensors -> tensors.compute(
                        "train_labels", (_, labels) -> labels.copyTo(Scope.ofGarbageCollected(), DType.F32)));
        features("high-label", tensors -> tensors.get("train_labels").set(ClusteredFeatures.CLASSES, 17));
        features("negative-label", tensors -> tensors.get("test_labels").set(-1, 17));
        features("nan-train", tensors -> tensors.get("train").set(Double.NaN, 11, 2));
        features("nan-text", tensors -> tensors.get("text").set(Double.NaN, 4, 2));
        features("infinite-test", tensors -> tensors.get("test").set(Double.POSITIVE_INFINITY, 13, 2));
        features("zero-row", tensors -> tensors.get("test").select(0, 19).fill(0));
        features(
                "integer-train",
                tensors -> tensors.compute("train", (_, train) -> train.copyTo(Scope.ofGarbageCollected(), DType.I32)));
        features("narrow-test", tensors -> tensors.compute("test", (_, test) -> test.slice(1, 0, 8)));
        features("no-train", tensors -> {
            tensors.put("train_4shot", tensors.remove("train"));
            tensors.put("train_4shot_labels", tensors.remove("train_labels"));
        });
    }

    private static void features(String name, Consumer<Map<String, Tensor>> change) {
        features(name, change, ClusteredFeatures.METADATA);
    }

    private static void features(String name, Consumer<Map<String, Tensor>> change, Map<String, String> metadata) {
        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> tensors = ClusteredFeatures.tensors(scope);
            change.accept(tensors);
            SafetensorsWriter.write(folder.resolve(name + ".safetensors"), tensors, metadata);
        }
    }

    private static void layOutPairs() throws IOException {
        String photo = "photos/photo.png,a photo\n";
        Files.writeString(folder.resolve("pairs.csv"), photo.repeat(2));
        Files.writeString(folder.resolve("one-column.csv"), "photos/photo.png\nphotos/photo.png\n");
        Files.writeString(folder.resolve("empty-caption.csv"), photo + "photos/photo.png,\n");
        Files.writeString(folder.resolve("one-pair.csv"), photo);
        Files.writeString(folder.resolve("gone-image.csv"), photo + "photos/gone.png,a photo\n");
        Files.writeString(folder.resolve("text-image.csv"), photo + "text.jpg,a text\n");
        Files.writeString(folder.resolve("long-caption.csv"), photo + "photos/photo.png," + "very ".repeat(40) + "\n");
    }

    private static void layOutRuns() throws IOException {
        Path run = folder.resolve("run");
        Finished tuned = InProcess.run(
                "tune",
                "taskres",
                "--features",
                folder.resolve("good.safetensors").toString(),
                "--shots",
                "2",
                "--epochs",
                "2",
                "--out",
                run.toString());
        assertEquals(0, tuned.exitCode(), tuned.err());
        copyOfRun("run-without-result", copy -> delete(copy.resolve("result.json")));
        copyOfRun("run-with-broken-result", copy -> write(copy.resolve("result.json"), "{}"));
        copyOfRun("run-with-broken-description", copy -> write(copy.resolve("run.json"), "]["));
        copyOfRun("run-without-checkpoint", copy -> delete(copy.resolve("checkpoint.safetensors")));
        copyOfRun("run-with-cut-checkpoint", copy -> truncate(copy.resolve("checkpoint.safetensors")));
        copyOfRun("run-with-other-checkpoint", copy -> {
            try (Scope scope = Scope.ofHost()) {
                Tensor zeros = scope.allocate(DType.F32, ClusteredFeatures.CLASSES, ClusteredFeatures.EMBEDDING_DIM);
                SafetensorsWriter.write(
                        copy.resolve("checkpoint.safetensors"),
                        Map.of("base_text_features", zeros, "text_feature_residuals", zeros),
                        Map.of());
            }
        });
    }

    private static void copyOfRun(String name, Consumer<Path> change) throws IOException {
        copy(folder.resolve("run"), folder.resolve(name));
        change.accept(folder.resolve(name));
    }

    @TestFactory
    Stream<DynamicTest> convert() {
        return tests(
                mistake("convert @/gone.pt --out @/new", "@/gone.pt"),
                mistake("convert @/empty --out @/new", "@/empty"),
                mistake("convert @/emptyfolder --out @/new", "@/emptyfolder"),
                mistake("convert @/page.html --out @/new", "@/page.html"),
                mistake("convert @/cut.safetensors --out @/new", "@/cut.safetensors"),
                mistake("convert @/lacking.safetensors --out @/new", "ln_final.bias"),
                mistake("convert @/misshapen.safetensors --out @/new", "ln_final.bias"),
                mistake("convert @/integers.safetensors --out @/new", "ln_final.bias"),
                mistake("convert @/good.safetensors --out @/new", "@/good.safetensors"),
                mistake("convert @/photos/photo.png --out @/new", "@/photos/photo.png"),
                mistake("convert @/model.safetensors --out @/model", "@/model: "),
                mistake("convert @/model.safetensors --out @/photos", "@/photos: "),
                mistake("convert @/model.safetensors --out @/empty", "@/empty: "),
                mistake("convert @/model.safetensors --out @/empty/below", "@/empty"),
                mistake("convert @/model.safetensors --out @/gone/below", "@/gone"),
                mistake("convert @/model.safetensors --out /", "/: "),
                mistake("convert @/model.safetensors --out @/new --vocab @/gone.gz", "@/gone.gz"),
                mistake("convert @/model.safetensors --out @/new --vocab @/emptyfolder", "@/emptyfolder"),
                mistake("convert @/model.safetensors --out @/new --dtype f8", "--dtype"),
                mistake("convert @/model.safetensors --out @/new --activation relu", "--activation"),
                mistake("convert @/model.safetensors", "--out"),
                mistake("convert --out @/new", "FILE|DIR"),
                mistake("convert @/model.safetensors @/cut.safetensors --out @/new", "@/cut.safetensors"),
                mistake("convert @/model.safetensors --out @/new --fast", "--fast"));
    }

    @TestFactory
    Stream<DynamicTest> exportOnnx() {
        String export = "export onnx --model @/model --out ";
        return tests(
                mistake("export onnx --model @/gone --out @/new", "@/gone"),
                mistake("export onnx --model @/cut-weights --out @/new", "@/cut-weights/model.safetensors"),
                mistake("export onnx --model @/model", "--out"),
                mistake("export onnx --out @/new", "--model"),
                mistake("export", "onnx or classifier?"),
                mistake(export + "@/new.onnx", "@/new.onnx: one file cannot hold both towers"),
                mistake(export + "@/empty", "@/empty: is not a folder"),
                mistake(export + "@/gone/below", "@/gone"),
                mistake(export + "@/gone/below.onnx --tower image", "@/gone"),
                mistake(export + "@/new --tower audio", "--tower"));
    }

    @TestFactory
    Stream<DynamicTest> verify() {
        return tests(
                mistake("verify @/gone", "@/gone"),
                mistake("verify @/empty", "@/empty"),
                mistake("verify @/emptyfolder", "@/emptyfolder"),
                mistake("verify @/broken-config", "@/broken-config/config.json"),
                mistake("verify @/without-weights", "@/without-weights/model.safetensors"),
                mistake("verify @/cut-weights", "@/cut-weights/model.safetensors"),
                mistake("verify @/model --device tpu", "unknown device 'tpu'"),
                mistake("verify", "DIR"));
    }

    @TestFactory
    Stream<DynamicTest> tokenize() {
        return tests(
                mistake("tokenize --vocab @/gone.gz word", "@/gone.gz"),
                mistake("tokenize --vocab @/empty word", "@/empty"),
                mistake("tokenize --vocab @/page.html word", "@/page.html"),
                mistake("tokenize --vocab @/good.safetensors word", "@/good.safetensors"),
                mistake("tokenize --model @/without-vocabulary word", "@/without-vocabulary: no vocabulary"),
                mistake("tokenize --model @/broken-vocabulary word", "@/broken-vocabulary/bpe.txt.gz"),
                mistake("tokenize --model @/model " + "x".repeat(200), "77"),
                mistake("tokenize --model @/model", "TEXT"),
                mistake("tokenize word", "--model"));
    }

    @TestFactory
    Stream<DynamicTest> pretrain() {
        String onPhotos = "pretrain --out @/new --batch-size 2 --images @/";
        return tests(
                mistake("pretrain", "--out"),
                mistake("pretrain --out @/new --recipe @/gone.json", "@/gone.json"),
                mistake("pretrain --out @/new --recipe @/page.html", "@/page.html"),
                mistake("pretrain --out @/new --recipe @/model/config.json", "@/model/config.json: not a recipe"),
                mistake("pretrain --out @/new --batch-size 1", "--batch-size 1: a pair is told from the others"),
                mistake("pretrain --out @/new --micro-batch 7", "--micro-batch 7"),
                mistake("pretrain --out @/new --steps 0", "--steps 0"),
                mistake("pretrain --out @/new --eval-every 0", "--eval-every 0"),
                mistake("pretrain --out @/new --checkpoint-every 0", "--checkpoint-every 0"),
                mistake("pretrain --out @/new --truncate", "--truncate: goes with --images"),
                mistake("pretrain --out @/new --val @/pairs.csv", "--val: goes with --images"),
                mistake("pretrain --out @/photos", "@/photos: "),
                mistake("pretrain --out @/empty", "@/empty: "),
                mistake(onPhotos + "gone.csv", "@/gone.csv"),
                mistake(onPhotos + "one-column.csv", "@/one-column.csv, line 1: has one column"),
                mistake(onPhotos + "empty-caption.csv", "@/empty-caption.csv, line 2: has an empty caption"),
                mistake(onPhotos + "one-pair.csv", "@/one-pair.csv: lists 1 pairs"),
                mistake(onPhotos + "gone-image.csv", "@/photos/gone.png"),
                mistake(onPhotos + "text-image.csv", "@/text.jpg"),
                mistake(onPhotos + "long-caption.csv", "tokens with start and end, the context 24"));
    }

    @TestFactory
    Stream<DynamicTest> classify() {
        String classify = "classify --model @/model --labels dog,cat ";
        return tests(
                mistake(classify + "@/gone.png", "@/gone.png"),
                mistake(classify + "@/empty.jpg", "@/empty.jpg"),
                mistake(classify + "@/text.jpg", "@/text.jpg"),
                mistake(classify + "@/mixed", "@/mixed/broken.png"),
                mistake(classify + "@/emptyfolder", "@/emptyfolder"),
                mistake(classify + "@/good.safetensors", "@/good.safetensors"),
                mistake(classify + "@/photos --template a_photo", "template 'a photo'"),
                mistake(classify + "@/photos --template {} --template plain", "template 'plain'"),
                mistake(classify + "@/photos --template " + "word_".repeat(80) + "{}", "77"),
                mistake(classify + "@/photos --device tpu", "unknown device 'tpu'"),
                mistake(classify + "@/photos --device cuda:99", "cuda:99"),
                mistake(classify + "@/photos --threads 0", "--threads 0"),
                mistake(classify + "@/photos --threads many", "--threads"),
                mistake(classify + "@/photos --batch-size 0", "--batch-size 0"),
                mistake(classify + "@/photos --top 0", "--top 0"),
                mistake(classify + "@/photos --broken maybe", "--broken"),
                mistake(classify + "@/photos --labels-file @/texts.txt", "--labels"),
                mistake(classify + "@/photos --jsn", "--jsn"),
                mistake(classify, "IMAGE"),
                mistake("classify --model @/model --labels dog,,cat @/photos", "an entry is empty"),
                mistake("classify --model @/model --labels dog,_ @/photos", "an entry is empty"),
                mistake("classify --model @/model --labels-file @/gone.txt @/photos", "@/gone.txt"),
                mistake("classify --model @/model --labels-file @/blank.txt @/photos", "@/blank.txt"),
                mistake("classify --model @/model --labels-file @/latin1.txt @/photos", "@/latin1.txt"),
                mistake("classify --model @/model --labels-file @/emptyfolder @/photos", "@/emptyfolder"),
                mistake("classify --model @/model --labels-file @/long.txt @/photos", "77"),
                mistake("classify --model @/model @/photos", "--labels"),
                mistake("classify --model @/gone --labels dog,cat @/photos", "@/gone"),
                mistake("classify --model @/without-vocabulary --labels dog,cat @/photos", "no vocabulary"),
                mistake("classify --model @/cut-weights --labels dog,cat @/photos", "@/cut-weights/model.safetensors"));
    }

    @TestFactory
    Stream<DynamicTest> encode() {
        String encode = "encode --model @/model ";
        return tests(
                mistake(encode + "--images @/mixed --out @/new", "@/mixed/broken.png"),
                mistake(encode + "--images @/emptyfolder --out @/new", "@/emptyfolder"),
                mistake(encode + "--images @/gone --out @/new", "@/gone"),
                mistake(encode + "--images @/list.txt --out @/new", "@/photos/gone.png"),
                mistake(encode + "--images @/blank.txt --out @/new", "@/blank.txt"),
                mistake(encode + "--images @/latin1.txt --out @/new", "@/latin1.txt"),
                mistake(encode + "--images @/photos --out @/emptyfolder", "@/emptyfolder"),
                mistake(encode + "--images @/photos --out @/empty/below", "@/empty"),
                mistake(encode + "--images @/photos --out @/gone/below", "@/gone"),
                mistake(encode + "--texts @/gone.txt --out @/new", "@/gone.txt"),
                mistake(encode + "--texts @/blank.txt --out @/new", "@/blank.txt"),
                mistake(encode + "--texts @/long.txt --out @/new", "77"),
                mistake(encode + "--texts @/latin1.txt --out @/new", "@/latin1.txt"),
                mistake(encode + "--texts @/emptyfolder --out @/new", "@/emptyfolder"),
                mistake(encode + "--texts @/texts.txt --images @/photos --out @/new", "--images"),
                mistake(encode + "--texts @/texts.txt", "--out"),
                mistake(encode + "--out @/new", "--images"),
                mistake("encode --model @/without-vocabulary --texts @/texts.txt --out @/new", "no vocabulary"));
    }

    @TestFactory
    Stream<DynamicTest> tune() {
        return Stream.concat(
                Stream.of(
                                "no-classes: classes",
                                "bad-classes: classes",
                                "few-classes: 'text' has 6 rows",
                                "no-test: 'test'",
                                "no-labels: 'test_labels'",
                                "few-labels: 'train_labels'",
                                "float-labels: 'train_labels'",
                                "high-label: 'train_labels' row 17",
                                "negative-label: 'test_labels' row 17",
                                "nan-train: 'train' row 11",
                                "nan-text: 'text' row 4",
                                "infinite-test: 'test' row 13",
                                "zero-row: 'test' row 19",
                                "integer-train: 'train'",
                                "narrow-test: 'test'")
                        .map(pair -> pair.split(": ", 2))
                        .map(pair -> test(mistake(
                                "tune taskres --shots 0 --features @/%s.safetensors --out @/new".formatted(pair[0]),
                                pair[1]))),
                optionsOfTune());
    }

    private static Stream<DynamicTest> optionsOfTune() {
        String tune = "tune taskres --features @/good.safetensors ";
        return tests(
                mistake("tune", "which method?"),
                mistake("tune lora", "lora"),
                mistake("tune taskres --out @/new", "--features"),
                mistake("tune taskres --features @/good.safetensors", "--out"),
                mistake("tune taskres --features @/gone --out @/new", "@/gone"),
                mistake("tune taskres --features @/empty --out @/new", "@/empty"),
                mistake("tune taskres --features @/emptyfolder --out @/new", "@/emptyfolder"),
                mistake("tune taskres --features @/cut.safetensors --out @/new", "@/cut.safetensors"),
                mistake("tune taskres --features @/no-train.safetensors --shots 3 --out @/new", "3 shots"),
                mistake("tune taskres --features @/no-train.safetensors --shots 0 --out @/new", "'train'"),
                mistake(tune + "--out @/new --shots -1", "shots -1"),
                mistake(tune + "--out @/new --alpha NaN", "alpha"),
                mistake(tune + "--out @/new --lr 0", "learning rate"),
                mistake(tune + "--out @/new --lr NaN", "learning rate"),
                mistake(tune + "--out @/new --epochs 0", "epochs 0"),
                mistake(tune + "--out @/new --batch-size 0", "batch size 0"),
                mistake(tune + "--out @/new --seed one", "--seed"),
                mistake(tune + "--out @/new --precision f16", "--precision"),
                mistake(tune + "--out @/new --device tpu", "unknown device 'tpu'"),
                mistake(tune + "--out @/run", "@/run: "),
                mistake(tune + "--out @/photos", "@/photos: "),
                mistake(tune + "--out @/photos --force", "@/photos: "),
                mistake(tune + "--out @/empty", "@/empty: "),
                mistake(tune + "--out @/empty/below", "@/empty"),
                mistake(tune + "--out @/gone/below", "@/gone"));
    }

    @TestFactory
    Stream<DynamicTest> eval() {
        return tests(
                mistake("eval @/gone", "@/gone"),
                mistake("eval @/empty", "@/empty"),
                mistake("eval @/photos", "@/photos"),
                mistake("eval @/run-without-result", "@/run-without-result"),
                mistake("eval @/run-with-broken-result", "@/run-with-broken-result/result.json"),
                mistake("eval @/run-with-broken-description", "@/run-with-broken-description/run.json"),
                mistake("eval @/run-without-checkpoint", "@/run-without-checkpoint/checkpoint.safetensors"),
                mistake("eval @/run-with-cut-checkpoint", "@/run-with-cut-checkpoint/checkpoint.safetensors"),
                mistake("eval @/run-with-other-checkpoint", "@/run-with-other-checkpoint/checkpoint.safetensors"),
                mistake("eval @/run --features @/gone", "@/gone"),
                mistake("eval @/run --features @/zero-row.safetensors", "@/zero-row.safetensors"),
                mistake("eval @/run --device tpu", "unknown device 'tpu'"),
                mistake("eval", "RUN"));
    }

    private static Stream<DynamicTest> tests(Mistake... mistakes) {
        return Stream.of(mistakes).map(BadInputTest::test);
    }

    /** The same through the standalone jar, a few of each kind. */
    @TestFactory
    Stream<DynamicTest> standaloneJar() {
        return Stream.of(
                        mistake("convert @/page.html --out @/new", "@/page.html"),
                        mistake("convert @/model.safetensors --out @/model", "@/model: "),
                        mistake("classify --model @/model --labels dog,cat @/text.jpg", "@/text.jpg"),
                        mistake("tune taskres --features @/nan-train.safetensors --out @/new", "'train' row 11"),
                        mistake("eval @/run --jsn", "--jsn"))
                .map(mistake -> dynamicTest(mistake.commandLine(), () -> {
                    StandaloneJar.assumeUpToDate();
                    check(mistake, StandaloneJar::run);
                }));
    }

    private static DynamicTest test(Mistake mistake) {
        return dynamicTest(mistake.commandLine(), () -> check(mistake, InProcess::run));
    }

    /** Runs a command line. */
    @FunctionalInterface
    private interface Runner {
        Finished run(String... args) throws IOException, InterruptedException;
    }

    private static void check(Mistake mistake, Runner runner) throws IOException, InterruptedException {
        FolderState before = FolderState.of(folder);
        Finished refused = runner.run(mistake.arguments());
        assertEquals(1, refused.complaints().size(), refused.err());
        String complaint = refused.complaints().getFirst();
        assertTrue(complaint.startsWith("jclip: "), complaint);
        assertTrue(complaint.contains(mistake.expected()), complaint);
        assertFalse(complaint.contains("Exception"), complaint);
        assertEquals(2, refused.exitCode(), complaint);
        assertEquals("", refused.out());
        assertEquals(before, FolderState.of(folder));
    }

    /** Broken weights are a finding of the check, which is printed in full before the one line. */
    @TestFactory
    Stream<DynamicTest> verifyReportsBrokenWeights() {
        return Stream.of(dynamicTest("verify @/nan-weights", () -> {
            Finished refused =
                    InProcess.run("verify", folder.resolve("nan-weights").toString());
            assertEquals(2, refused.exitCode());
            assertTrue(refused.out().contains("text_projection"), refused.out());
            assertEquals(1, refused.complaints().size(), refused.err());
            assertTrue(refused.complaints().getFirst().contains("nan-weights: 1 of "), refused.err());
        }));
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(from)) {
            tree.forEach(paths::add);
        }
        for (Path path : paths) {
            Files.copy(path, to.resolve(from.relativize(path)));
        }
    }

    private static void delete(Path file) {
        assertTrue(file.toFile().delete(), file.toString());
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void truncate(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(content, content.length / 2));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
