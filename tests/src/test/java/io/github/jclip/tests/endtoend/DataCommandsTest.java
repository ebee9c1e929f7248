// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.taskres.data.SplitFile;
import io.github.jclip.taskres.data.Splits;
import io.github.jclip.tests.support.Finished;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jclip data}: list, check, split and sample, as a user runs them. */
class DataCommandsTest {
    private static final int TEXTURES = 47;
    private static final int IMAGES_OF_A_TEXTURE = 120;

    @TempDir
    private Path root;

    private static JsonNode json(Finished finished) {
        assertEquals(0, finished.exitCode(), finished.err());
        return JsonMapper.shared().readTree(finished.out());
    }

    private static String complaint(Finished finished) {
        assertEquals(2, finished.exitCode(), finished.out());
        assertEquals(1, finished.complaints().size(), finished.err());
        return finished.complaints().getFirst();
    }

    /** DescribableTextures in its published size; images of one byte. */
    private void layOutTextures() throws IOException {
        for (int texture = 0; texture < TEXTURES; texture++) {
            Path folder = Files.createDirectories(root.resolve("dtd/images/texture%02d".formatted(texture)));
            for (int i = 0; i < IMAGES_OF_A_TEXTURE; i++) {
                Files.write(folder.resolve("t_%04d.jpg".formatted(i)), new byte[1]);
            }
        }
    }

    /** Ten cats and ten dogs. */
    private Path layOutAnimals() throws IOException {
        Path animals = root.resolve("animals");
        for (String animal : List.of("cat", "dog")) {
            Files.createDirectories(animals.resolve(animal));
            for (int i = 1; i <= 10; i++) {
                Files.write(animals.resolve("%s/%02d.png".formatted(animal, i)), new byte[1]);
            }
        }
        return animals;
    }

    @Test
    void listNamesFifteen() {
        Finished text = InProcess.run("data", "list");
        assertEquals(16, text.out().lines().count());
        assertTrue(text.out().contains("oxford_pets"), text.out());
        JsonNode datasets = json(InProcess.run("data", "list", "--json")).get("datasets");
        assertEquals(15, datasets.size());
        assertEquals(8, datasets.get(0).get("templates").size());
    }

    @Test
    void checkAsksForTheSplitFileThatSplitMakes() throws IOException {
        layOutTextures();
        String place = root.toString();
        Path split = root.resolve("dtd/split_zhou_DescribableTextures.json");

        Finished incomplete = InProcess.run("data", "check", "dtd", "--root", place);
        assertEquals(
                "jclip: %s: incomplete, 1 missing files or folders and 0 problems".formatted(root.resolve("dtd")),
                complaint(incomplete));
        assertTrue(incomplete.out().contains("missing  " + split + ": https://"), incomplete.out());

        JsonNode made = json(InProcess.run("data", "split", "DescribableTextures", "--root", place, "--json"));
        assertEquals(2820, made.get("train").intValue());
        assertEquals(1128, made.get("val").intValue());
        assertEquals(1692, made.get("test").intValue());
        assertTrue(complaint(InProcess.run("data", "split", "dtd", "--root", place))
                .contains("--force"));

        Finished complete = InProcess.run("data", "check", "dtd", "--root", place);
        assertEquals(0, complete.exitCode(), complete.out());
        assertTrue(complete.out().endsWith("complete\n"), complete.out());

        Path image = root.resolve("dtd/images/texture03/t_0007.jpg");
        Files.delete(image);
        Finished damaged = InProcess.run("data", "check", "dtd", "--root", place, "--json");
        complaint(damaged);
        JsonNode report = JsonMapper.shared().readTree(damaged.out());
        assertFalse(report.get("complete").booleanValue());
        assertEquals(1, report.get("missing").size());
        assertEquals(image.toString(), report.get("missing").get(0).get("path").stringValue());
    }

    @Test
    void sampleDrawsTheSameAgainAndKeepsHalves() throws IOException {
        Path animals = layOutAnimals();
        Path all = root.resolve("all.json");
        Path again = root.resolve("again.json");
        Path unseen = root.resolve("new.json");
        InProcess.run("data", "split", animals.toString());

        JsonNode result = json(InProcess.run(
                "data",
                "sample",
                animals.toString(),
                "--shots",
                "2",
                "--seed",
                "3",
                "--out",
                all.toString(),
                "--json"));
        InProcess.run("data", "sample", animals.toString(), "--shots", "2", "--seed", "3", "--out", again.toString());
        InProcess.run(
                "data",
                "sample",
                animals.toString(),
                "--shots",
                "2",
                "--seed",
                "3",
                "--subset",
                "new",
                "--out",
                unseen.toString());

        assertEquals(2, result.get("classes").intValue());
        assertEquals(4, result.get("train").intValue());
        assertEquals(4, result.get("val").intValue());
        assertEquals(6, result.get("test").intValue());
        assertEquals(Files.readString(all), Files.readString(again));
        Splits dogs = SplitFile.read(unseen);
        assertTrue(dogs.all()
                .allMatch(sample -> sample.label() == 0 && sample.className().equals("dog")));
        assertEquals(
                SplitFile.read(all).train().stream()
                        .filter(sample -> sample.label() == 1)
                        .map(sample -> sample.path())
                        .toList(),
                dogs.train().stream().map(sample -> sample.path()).toList());
    }

    @Test
    void fewerImagesThanShotsAreTakenWithANotice() throws IOException {
        Path animals = layOutAnimals();
        InProcess.run("data", "split", animals.toString());

        Finished finished = InProcess.run(
                "data",
                "sample",
                animals.toString(),
                "--shots",
                "9",
                "--out",
                root.resolve("x.json").toString());

        assertEquals(0, finished.exitCode());
        assertTrue(
                finished.complaints().getFirst().contains("2 of 2 classes have fewer training images than 9 shots"),
                finished.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol2.pkl", "protocol4.pkl", "protocol5.pkl"})
    void aCacheOfTheOriginalCodeWins(String name) throws IOException {
        Path animals = layOutAnimals();
        InProcess.run("data", "split", animals.toString());
        Path cache = Files.createDirectories(animals.resolve("split_fewshot")).resolve("shot_2-seed_1.pkl");
        copy(name, cache);
        Path out = root.resolve("list.json");

        Finished finished =
                InProcess.run("data", "sample", animals.toString(), "--shots", "2", "--out", out.toString());

        assertEquals(List.of("samples of " + cache), finished.complaints());
        Splits splits = SplitFile.read(out);
        assertEquals(
                List.of("cat/07.png", "cat/03.png", "dog/09.png", "dog/01.png"),
                splits.train().stream().map(sample -> sample.path()).toList());
        assertEquals("cat/10.png", splits.val().getFirst().path());
        String explicit = complaint(InProcess.run(
                "data",
                "sample",
                animals.toString(),
                "--shots",
                "2",
                "--cache",
                out.toString(),
                "--out",
                out.toString()));
        assertTrue(explicit.startsWith("jclip: " + out + ": "), explicit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"numbers.pkl | train[0] is no Datum", "program.pkl | train[0] is no Datum"})
    void whatIsNoCacheIsRefused(String name, String expected) throws IOException {
        Path animals = layOutAnimals();
        InProcess.run("data", "split", animals.toString());
        Path cache = root.resolve("cache.pkl");
        copy(name, cache);

        Finished refused = InProcess.run(
                "data",
                "sample",
                animals.toString(),
                "--shots",
                "2",
                "--cache",
                cache.toString(),
                "--out",
                root.resolve("x.json").toString());

        assertTrue(complaint(refused).startsWith("jclip: " + cache + ": " + expected), refused.err());
        assertFalse(Files.exists(root.resolve("x.json")));
    }

    private static void copy(String resource, Path target) throws IOException {
        try (InputStream in = DataCommandsTest.class.getResourceAsStream("/fewshot-cache/" + resource)) {
            Files.write(target, in.readAllBytes());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data check dtd               | --root: give the folder in which dtd of DescribableTextures lies",
                "data check mnits             | no data set, folder or list 'mnits'",
                "data split imagenet --root . | say where the split file goes (--out), if it needs one",
                "data split fgvc_aircraft --root . --out x.json | is divided into train and test already",
                "data sample dtd --root . --shots -1 --out x.json | --shots -1",
            })
    void mistakesHaveOneLine(String command, String expected) {
        assertTrue(complaint(InProcess.run(command.split(" "))).contains(expected), command);
    }
}
