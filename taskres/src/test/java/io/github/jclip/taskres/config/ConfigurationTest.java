// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.method.Protocol;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    private static final Configuration.Data PETS = new Configuration.Data("OxfordPets", Optional.of("ViT-B/32"));

    /** The keys of a published configuration, with other numbers. */
    private static final String PUBLISHED = """
            DATALOADER:
              TRAIN_X:
                BATCH_SIZE: 64
              NUM_WORKERS: 8
            INPUT:
              SIZE: (224, 224)
              PIXEL_MEAN: [0.4, 0.5, 0.6]
            OPTIM:
              NAME: "adam"
              LR: 0.003
              MAX_EPOCH: 7
              WARMUP_CONS_LR: 0.00001
            MODEL:
              BACKBONE:
                NAME: "RN50"
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String line(Configuration configuration, String key) {
        return configuration.values().stream()
                .filter(value -> value.key().equals(key))
                .map(value -> value.value() + " from " + value.origin())
                .collect(Collectors.joining());
    }

    @Test
    void everyLayerWinsOverThoseBeforeIt() throws IOException {
        Configuration.Data imageNet = new Configuration.Data("ImageNet", Optional.empty());
        Path published = file("published.yaml", PUBLISHED);
        Path own = file("own.yaml", "shots: 4\nseed: 9\ntaskres:\n  lr: 4e-3\n");

        Configuration bare = Configuration.of("taskres", PETS, List.of(), Map.of());
        assertEquals("0.002 from default", line(bare, "lr"));
        assertEquals("16 from default", line(bare, "shots"));
        assertEquals("200 from default", line(bare, "epochs"));

        Configuration dataSet = Configuration.of("taskres", imageNet, List.of(), Map.of());
        assertEquals("2.0E-4 from data set ImageNet", line(dataSet, "lr"));

        Configuration method = Configuration.of("taskres", imageNet, List.of(published), Map.of());
        assertEquals("0.003 from %s:10".formatted(published), line(method, "lr"));
        assertEquals("7 from %s:11".formatted(published), line(method, "epochs"));
        assertEquals("64 from %s:3".formatted(published), line(method, "batch-size"));

        // The order in which files of different kinds are given does not matter.
        Configuration files = Configuration.of("taskres", imageNet, List.of(own, published), Map.of());
        assertEquals("0.004 from %s:4".formatted(own), line(files, "lr"));
        assertEquals("4 from %s:1".formatted(own), line(files, "shots"));

        Configuration options =
                Configuration.of("taskres", imageNet, List.of(own, published), Map.of("lr", "0.5", "shots", "2"));
        assertEquals("0.5 from --lr", line(options, "lr"));
        assertEquals("2 from --shots", line(options, "shots"));
        assertEquals(9, options.seed());
        assertEquals(0.5, Methods.settings(options.method()).get("lr"), "what is printed is what is used");
    }

    @Test
    void defaultsFollowTheShotsOfAFile() throws IOException {
        Path own = file("own.yaml", "shots: 4\n");
        assertEquals("100 from default", line(Configuration.of("taskres", PETS, List.of(own), Map.of()), "epochs"));
    }

    @Test
    void aSectionOfAnotherMethodIsCheckedButNotUsed() throws IOException {
        Path own = file("own.json", "{\"protocol\": \"paper\", \"subset\": \"new\", \"linear-probe\": {\"c\": 0.3}}");
        Configuration configuration = Configuration.of("taskres", PETS, List.of(own), Map.of());
        assertEquals(Protocol.PAPER, configuration.protocol());
        assertEquals(Subset.NEW, configuration.subset());
        assertEquals(
                "0.3 from %s:1".formatted(own),
                line(Configuration.of("linear-probe", PETS, List.of(own), Map.of()), "c"));
    }

    @Test
    void publishedFilesSayWhatHasNoEffect() throws IOException {
        Path published = file("published.yaml", PUBLISHED);
        Path dataSet = file("dataset.yaml", "DATASET:\n  NAME: 'OxfordFlowers'\n");
        Configuration configuration = Configuration.of("taskres", PETS, List.of(published, dataSet), Map.of());
        assertEquals("1.0 from %s:2".formatted(dataSet), line(configuration, "alpha"));
        assertEquals(
                List.of(
                        dataSet + ":2: is for the data set 'OxfordFlowers', the features are of 'OxfordPets'",
                        published + ":15: names the backbone 'RN50', the features are of 'ViT-B/32'",
                        published
                                + ": without effect on embeddings: DATALOADER.NUM_WORKERS, INPUT.SIZE, INPUT.PIXEL_MEAN"),
                configuration.notices());
    }

    @Test
    void keysOfTheTaskResSectionAreUnderstood() throws IOException {
        Path published = file("all.yaml", """
                SEED: 3
                DATASET: {NAME: OxfordPets, NUM_SHOTS: -1, SUBSAMPLE_CLASSES: base}
                TEST: {FINAL_MODEL: last_step, SPLIT: test}
                TRAINER:
                  NAME: TaskRes
                  TaskRes: {PREC: fp16, RESIDUAL_SCALE: 1.0, ENHANCED_BASE: none, N_CTX: 16}
                """);
        Configuration configuration = Configuration.of("taskres", PETS, List.of(published), Map.of());
        assertEquals(0, configuration.shots());
        assertEquals(3, configuration.seed());
        assertEquals(Subset.BASE, configuration.subset());
        assertEquals("last from %s:3".formatted(published), line(configuration, "final-model"));
        assertEquals("1.0 from %s:6".formatted(published), line(configuration, "alpha"));
        assertEquals(Optional.empty(), configuration.base());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            shots: 1~taskres:~  alhpa: 1         | :3: unknown key 'taskres.alhpa'; did you mean taskres.alpha?
            alpha: 1                             | :1: unknown key 'alpha'; did you mean taskres.alpha?
            taskres: 3                           | :1: taskres is a section
            zebra: 3                             | :1: unknown key 'zebra'; there are shots, seed,
            OPTIM:~  MAX_EPOCHS: 3               | :2: unknown key 'OPTIM.MAX_EPOCHS'; did you mean OPTIM.MAX_EPOCH?
            OPTIM:~  NAME: sgd                   | :2: OPTIM.NAME is 'sgd', jclip trains as the published
            shots: 1~seed: 2~shots: 3            | :3: has the key 'shots' again, which line 1 has
            shots: many                          | :1: shots many: give a whole number
            shots: -3                            | :1: shots -3: give the number of images per class
            subset: half                         | :1: subset half: give one of all, base, new
            taskres:~  lr: fast                  | :2: lr 'fast': give a number
            taskres:~  lr: -1                    | learning rate -1.0
            shots:                               | :1: shots has no value
            shots: [1, {a: 2}]                   | :1: has a list of something else
            a: &x {shots: 1}~b: *x               | :2: uses an alias
            shots: "1                            | is not YAML
            just words                           | :1: has a value where keys belong
            """, quoteCharacter = '`')
    void mistakesHaveOneLineWithFileAndLine(String content, String message) throws IOException {
        Path own = file("bad.yaml", content.replace("~", "\n"));
        String line = assertThrows(
                        BadInputException.class, () -> Configuration.of("taskres", PETS, List.of(own), Map.of()))
                .getMessage();
        assertTrue(line.contains(message), line);
        assertEquals(1, line.lines().count());
        assertTrue(line.contains("bad.yaml") || message.startsWith("learning"), line);
    }

    @Test
    void publishedFilesGoWithTheirOwnMethods() throws IOException {
        Path published = file("published.yaml", PUBLISHED);
        String line = assertThrows(
                        BadInputException.class,
                        () -> Configuration.of("linear-probe", PETS, List.of(published), Map.of()))
                .getMessage();
        assertTrue(line.endsWith("it goes with taskres and enhanced-base, not with linear-probe"), line);
    }

    /** Nine times nine aliases of aliases, and brackets without end. */
    @Test
    void bombsAreRefusedAtOnce() throws IOException {
        StringBuilder aliases = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            aliases.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        Path bomb = file("bomb.yaml", aliases.toString());
        assertThrows(BadInputException.class, () -> Configuration.of("taskres", PETS, List.of(bomb), Map.of()));
        Path deep = file("deep.yaml", "{a: ".repeat(5000) + "1" + "}".repeat(5000));
        assertThrows(BadInputException.class, () -> Configuration.of("taskres", PETS, List.of(deep), Map.of()));
    }
}
