// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.taskres.features.FeaturesFile;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.Photos;
import io.github.jclip.tests.support.TinyModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tune --model --images}: from photos to a run folder. */
class TuneOnImagesTest {
    private static final List<String> CLASSES = List.of("hen", "newt", "owl");

    /** Of the largest element: batches differ by the order of sums only, in a few layers of 64 columns. */
    private static final double ORDER_OF_SUMS = 1e-5;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Path zoo;

    @TempDir
    private Path place;

    /** Twelve images of each class: six to train on, two to choose on, four to test on. */
    @BeforeAll
    static void layOut() throws IOException {
        model = TinyModel.make(folder.resolve("model"));
        zoo = folder.resolve("zoo");
        for (String name : CLASSES) {
            Files.createDirectories(zoo.resolve(name));
            for (int i = 0; i < 12; i++) {
                Photos.draw(zoo.resolve("%s/%s%02d.png".formatted(name, name, i)), 40, 50, BufferedImage.TYPE_INT_RGB);
            }
        }
    }

    private Path embeddings;

    @BeforeEach
    void choose() {
        embeddings = place.resolve("embeddings.safetensors");
    }

    private String[] command(String method, Path images, String run, String... options) {
        List<String> args = new ArrayList<>(List.of(
                "tune",
                method,
                "--model",
                model.toString(),
                "--images",
                images.toString(),
                "--embeddings",
                embeddings.toString(),
                "--out",
                place.resolve(run).toString()));
        if (Arrays.stream(options).noneMatch("--shots"::equals)) {
            args.addAll(List.of("--shots", "4"));
        }
        args.addAll(List.of(options));
        return args.toArray(String[]::new);
    }

    private Finished tune(String method, String run, String... options) {
        Finished finished = InProcess.run(command(method, zoo, run, options));
        assertEquals(0, finished.exitCode(), finished.err());
        return finished;
    }

    private byte[] checkpoint(String run) throws IOException {
        return Files.readAllBytes(place.resolve(run).resolve("checkpoint.safetensors"));
    }

    private JsonNode json(String run, String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(place.resolve(run).resolve(file)));
    }

    private String refusal(Path images, String... options) throws IOException {
        FolderState before = FolderState.of(place);
        Finished finished = InProcess.run(command("taskres", images, "run", options));
        assertEquals(2, finished.exitCode(), finished.err());
        List<String> complaints = finished.complaints().stream()
                .filter(line -> line.startsWith("jclip: "))
                .toList();
        assertEquals(1, complaints.size(), finished.err());
        assertEquals(complaints.getFirst(), finished.complaints().getLast());
        assertEquals(before, FolderState.of(place));
        return complaints.getFirst();
    }

    @Test
    void everyEpochSeesOtherViewsAndTheSameOnesAgain() throws IOException {
        String[] settings = {"--epochs", "3", "--batch-size", "5", "--lr", "0.01"};
        Finished first = tune("taskres", "first", settings);
        assertTrue(first.err().contains("30 views embedded"), first.err());
        tune(
                "taskres",
                "second",
                Stream.concat(Stream.of(settings), Stream.of("--threads", "1", "--image-memory", "0"))
                        .toArray(String[]::new));
        assertArrayEquals(checkpoint("first"), checkpoint("second"));
        assertEquals(
                "train_4shot",
                json("first", "run.json").at("/features/trainingSet").asString());
        assertEquals(
                "fresh views", json("first", "run.json").at("/features/views").asString());
        assertEquals(12, json("first", "result.json").at("/tuned/total").asInt());
        assertEquals(1, json("first", "result.json").at("/testReadings").size());

        tune("taskres", "other", "--epochs", "3", "--batch-size", "5", "--lr", "0.01", "--seed", "2");
        assertFalse(Arrays.equals(checkpoint("first"), checkpoint("other")));
    }

    /** As many views as epochs are what fresh ones are; where they were embedded differs by the order of sums only. */
    @Test
    void embeddedViewsAreThoseOfTheEpochs() throws IOException {
        String[] settings = {"--epochs", "3", "--batch-size", "12", "--lr", "0.01", "--image-memory", "0"};
        tune("taskres", "fresh", settings);
        double fresh = json("fresh", "result.json").at("/finalLoss").asDouble();
        embeddings = place.resolve("views.safetensors");
        tune(
                "taskres",
                "stored",
                Stream.concat(Stream.of(settings), Stream.of("--cache-views", "3"))
                        .toArray(String[]::new));

        double stored = json("stored", "result.json").at("/finalLoss").asDouble();
        assertEquals(fresh, stored, 100 * ORDER_OF_SUMS);
        assertEquals(
                "3 stored views",
                json("stored", "run.json").at("/features/views").asString());
        try (FeaturesFile file = FeaturesFile.open(embeddings)) {
            Tensor views = file.shotSetOf(4).views().orElseThrow().stored().orElseThrow();
            assertEquals(List.of(3, 12), List.of(views.dim(0), views.dim(1)));
            assertNotEquals(views.get(0, 0, 0), views.get(1, 0, 0));
        }
        // The file serves without images as well.
        Finished again = InProcess.run(
                "tune",
                "taskres",
                "--features",
                embeddings.toString(),
                "--shots",
                "4",
                "--epochs",
                "3",
                "--batch-size",
                "12",
                "--lr",
                "0.01",
                "--out",
                place.resolve("again").toString());
        assertEquals(0, again.exitCode(), again.err());
        assertArrayEquals(checkpoint("stored"), checkpoint("again"));
    }

    @Test
    void embeddingsAreMadeAgainOnlyWhereSomethingHasChanged() throws IOException {
        String[] settings = {"--epochs", "1", "--cache-views", "2"};
        Finished first = tune("taskres", "first", settings);
        assertFalse(first.err().contains("embeddings of"), first.err());
        byte[] made = Files.readAllBytes(embeddings);

        assertTrue(tune("clip-adapter", "second", settings).err().contains("embeddings of " + embeddings));
        assertArrayEquals(made, Files.readAllBytes(embeddings));

        assertFalse(tune("taskres", "third", "--epochs", "1", "--cache-views", "2", "--template", "a {}.")
                .err()
                .contains("embeddings of"));
        assertFalse(Arrays.equals(made, Files.readAllBytes(embeddings)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero-shot", "linear-probe", "tip-adapter", "tip-adapter-f", "clip-adapter", "taskres"})
    void everyMethodTunesOnImagesAndIsEvaluatedAgain(String method) throws IOException {
        List<String> quick = method.endsWith("-f") || method.equals("clip-adapter") || method.equals("taskres")
                ? List.of("--epochs", "2", "--final-model", "best-val")
                : List.of();
        tune(method, "run", quick.toArray(String[]::new));

        Finished evaluated = InProcess.run("eval", place.resolve("run").toString(), "--json");
        assertEquals(0, evaluated.exitCode(), evaluated.err());
        assertEquals(
                json("run", "result.json").at("/tuned/correct"),
                JsonMapper.shared().readTree(evaluated.out()).at("/tuned/correct"));
    }

    @Test
    void trainsInDoublePrecisionWhileTheTowersStayInSingle() throws IOException {
        tune("taskres", "run", "--epochs", "1", "--precision", "f64");
        assertEquals("F64", json("run", "run.json").at("/device/precision").asString());
    }

    @Test
    void aListChoosesTheImages() throws IOException {
        Path list = place.resolve("base.json");
        Finished drawn = InProcess.run(
                "data",
                "sample",
                zoo.toString(),
                "--shots",
                "2",
                "--seed",
                "3",
                "--subset",
                "base",
                "--out",
                list.toString());
        assertEquals(0, drawn.exitCode(), drawn.err());

        tune("taskres", "images", "--shots", "2", "--epochs", "2", "--sample", list.toString(), "--cache-views", "2");
        JsonNode run = json("images", "run.json");
        assertEquals(2, run.at("/features/classes").asInt());
        assertEquals(4, run.at("/features/trainingImages").asInt());
        assertEquals(3, run.get("seed").asInt());
        assertEquals("base", run.get("subset").asString());
        Finished evaluated = InProcess.run("eval", place.resolve("images").toString());
        assertEquals(0, evaluated.exitCode(), evaluated.err());

        Path all = place.resolve("all.safetensors");
        Finished encoded = InProcess.run(
                "encode",
                "--model",
                model.toString(),
                "--dataset",
                zoo.toString(),
                "--split-seed",
                "3",
                "--out",
                all.toString());
        assertEquals(0, encoded.exitCode(), encoded.err());
        Finished tuned = InProcess.run(
                "tune",
                "taskres",
                "--features",
                all.toString(),
                "--sample",
                list.toString(),
                "--epochs",
                "2",
                "--out",
                place.resolve("features").toString());
        assertEquals(0, tuned.exitCode(), tuned.err());
        assertEquals(
                List.of("hen", "newt"),
                json("features", "run.json")
                        .at("/features/classNames")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
        assertEquals(8, json("features", "result.json").at("/tuned/total").asInt());
    }

    @Test
    void aBrokenPhotoIsOneLine() throws IOException {
        Path own = Files.createDirectory(place.resolve("own"));
        copyZoo(own);
        Path photo = own.resolve("owl/owl03.png");
        Files.write(photo, Arrays.copyOf(Files.readAllBytes(photo), 40));
        assertTrue(refusal(own, "--shots", "6").startsWith("jclip: " + photo + ": "));
    }

    private static void copyZoo(Path target) throws IOException {
        try (Stream<Path> files = Files.walk(zoo)) {
            for (Path file : files.toList()) {
                if (!file.equals(zoo)) {
                    Files.copy(file, target.resolve(zoo.relativize(file).toString()));
                }
            }
        }
    }

    @Test
    void aClassWithoutImagesIsOneLine() throws IOException {
        Path own = Files.createDirectory(place.resolve("own"));
        copyZoo(own);
        Files.createDirectory(own.resolve("yak"));
        assertTrue(refusal(own).contains("own/yak: holds no image"));
    }

    @Test
    void fewerImagesThanShotsAreOneLine() throws IOException {
        assertEquals(
                "jclip: %s: no class has 7 training images, the largest has 6; give fewer --shots, or 0 for all"
                        .formatted(zoo),
                refusal(zoo, "--shots", "7"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hen/hen00.png,0,hen;hen/none.png,0,hen;newt/newt00.png,1,newt | 1 of 4 images are missing, the first is",
                "hen/hen00.png,0,hen;newt/newt00.png,1,hen | classes 0 and 1 are both called 'hen'",
                "hen/hen00.png,0,hen;newt/newt00.png,2,newt | class 1 has no training image",
                "hen/hen00.png,x,hen;newt/newt00.png,1,newt | line 2: has the label 'x'; labels are 0, 1, 2",
            })
    void aListWithAMistakeIsOneLine(String rows, String complaint) throws IOException {
        Path list = place.resolve("list.csv");
        StringBuilder text = new StringBuilder("path,label,class,split\n");
        for (String row : rows.split(";", -1)) {
            text.append(row).append(",train\n");
        }
        Files.writeString(list, text.append("hen/hen01.png,0,hen,test\n"));
        String refusal = refusal(list, "--root", zoo.toString(), "--shots", "2");
        assertTrue(refusal.contains(complaint), refusal);
    }

    @Test
    void aLabelOutOfRangeIsOneLine() throws IOException {
        Path list = place.resolve("list.csv");
        Files.writeString(list, """
                path,label,class,split
                hen/hen00.png,0,hen,train
                newt/newt00.png,1,newt,train
                owl/owl00.png,7,owl,test
                """);
        String refusal = refusal(list, "--root", zoo.toString(), "--shots", "1");
        assertTrue(refusal.contains("'owl/owl00.png' has label 7, but with 2 classes labels go from 0 to 1"), refusal);
    }

    @Test
    void aTemplateWithoutAPlaceForTheNameIsOneLine() throws IOException {
        assertTrue(refusal(zoo, "--template", "a photo").contains("template 'a photo' has no {}"));
    }

    @Test
    void aSplitThatNamesAnAbsentFileIsOneLine() throws IOException {
        Path split = place.resolve("split.json");
        Files.writeString(split, """
                {"train": [["hen/hen00.png", 0, "hen"], ["newt/gone.png", 1, "newt"]], "val": [],
                 "test": [["hen/hen01.png", 0, "hen"]]}
                """);
        String refusal = refusal(zoo, "--split", split.toString(), "--shots", "1");
        assertTrue(
                refusal.contains("1 of 3 images are missing, the first is " + zoo.resolve("newt/gone.png")), refusal);
    }

    @Test
    void aFeaturesFileOfTheUsersIsNotOverwritten() throws IOException {
        Finished encoded = InProcess.run(
                "encode", "--model", model.toString(), "--dataset", zoo.toString(), "--out", embeddings.toString());
        assertEquals(0, encoded.exitCode(), encoded.err());
        assertTrue(refusal(zoo).contains("was not made by a tuning"));
    }

    @Test
    void viewsAreForMethodsThatTrainOnThem() {
        Finished finished = InProcess.run(command("linear-probe", zoo, "run", "--cache-views", "2"));
        assertEquals(2, finished.exitCode());
        assertTrue(finished.err().contains("--cache-views 2: linear-probe does not train on views"), finished.err());
    }
}
