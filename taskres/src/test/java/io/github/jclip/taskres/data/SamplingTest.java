// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.data.FewShotCache.Item;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplingTest {
    private static final List<String> CLASSES = List.of("ant", "bee", "cow");

    @TempDir
    private Path folder;

    private final List<String> notices = new ArrayList<>();

    /** Six images of ants and bees, two of cows, in each split. */
    private Dataset dataset() {
        Splits splits = new Splits(samples("train"), samples("val"), samples("test"));
        return new Dataset("insects", folder, folder, CLASSES, PromptTemplates.of("a {}."), splits);
    }

    private static List<Sample> samples(String split) {
        return IntStream.range(0, 14)
                .mapToObj(i -> new Sample("%s/%d.jpg".formatted(split, i), i / 6, CLASSES.get(i / 6)))
                .toList();
    }

    private Sampling sampling(int shots, Subset subset) {
        Dataset dataset = dataset();
        return Sampling.of(dataset, shots, 1, subset, Sampling.draw(dataset, shots, new PythonRandom(1), notices::add));
    }

    @Test
    void classesWithFewerImagesThanShotsAreTakenWholeWithANotice() {
        Sampling sampling = sampling(4, Subset.ALL);

        assertEquals(4 + 4 + 2, sampling.splits().train().size());
        assertEquals(4 + 4 + 2, sampling.splits().val().size());
        assertEquals(14, sampling.splits().test().size());
        assertEquals(1, notices.size());
        assertTrue(
                notices.getFirst()
                        .contains("1 of 3 classes have fewer training images than 4 shots and are taken whole, the "
                                + "first is 'cow' with 2"),
                notices.toString());
    }

    @Test
    void validationTakesAtMostFour() {
        assertEquals(4 + 4 + 2, sampling(6, Subset.ALL).splits().val().size());
    }

    @Test
    void theNewHalfIsRelabelled() {
        Sampling sampling = sampling(1, Subset.NEW);

        assertEquals(List.of("cow"), sampling.classes());
        assertEquals(1, sampling.splits().train().size());
        assertEquals(
                List.of(new Sample("test/12.jpg", 0, "cow"), new Sample("test/13.jpg", 0, "cow")),
                sampling.splits().test());
        assertEquals(List.of("ant", "bee"), sampling(1, Subset.BASE).classes());
    }

    @Test
    void aTestSplitThatServesAsValidationIsNotSampled() {
        Dataset imageNet = dataset().with(CLASSES, new Splits(samples("train"), samples("test"), samples("test")));
        PythonRandom random = new PythonRandom(1);

        Sampling.Drawn drawn = Sampling.draw(imageNet, 1, random, notices::add);

        assertEquals(imageNet.test(), drawn.val());
        PythonRandom trainOnly = new PythonRandom(1);
        trainOnly.sample(samples("train").subList(0, 6), 1);
        trainOnly.sample(samples("train").subList(0, 6), 1);
        trainOnly.sample(samples("train").subList(0, 2), 1);
        assertEquals(trainOnly.nextBits(32), random.nextBits(32));
    }

    @Test
    void aListIsWrittenAndReadAsASamplingAndAsASplitFile() {
        Sampling sampling = sampling(2, Subset.BASE);
        Path file = folder.resolve("list.json");
        sampling.write(file);

        assertEquals(sampling, Sampling.read(file));
        assertEquals(sampling.splits(), SplitFile.read(file));
    }

    @Test
    void aMereSplitFileIsNoSampling() {
        Path file = folder.resolve("split.json");
        SplitFile.write(file, dataset().splits());

        assertTrue(assertThrows(BadInputException.class, () -> Sampling.read(file))
                .getMessage()
                .contains("lacks dataset, shots, seed or subset"));
    }

    @Test
    void samplesAreFoundAmongTheRowsOfAFeaturesFile() {
        List<String> rows = List.of("c.jpg", "a.jpg", "b.jpg");

        assertArrayEquals(
                new int[] {1, 0},
                Sampling.positions(
                        "features", rows, List.of(new Sample("a.jpg", 0, "x"), new Sample("c.jpg", 0, "x"))));
        assertTrue(assertThrows(
                        BadInputException.class,
                        () -> Sampling.positions("features", rows, List.of(new Sample("d.jpg", 0, "x"))))
                .getMessage()
                .startsWith("features: has no image d.jpg"));
    }

    @Test
    void aCacheIsFoundAgainByTheEndsOfItsPaths() {
        Dataset dataset = dataset();
        FewShotCache cache = new FewShotCache(folder.resolve("x.pkl"), dataset);
        List<Item> train = List.of(new Item("/elsewhere/insects/train/7.jpg", 1, "bee"));

        assertEquals(
                new Sampling.Drawn(List.of(dataset.train().get(7)), dataset.test()),
                cache.drawn(Map.of("train", train), dataset));
        assertComplaint("names '/elsewhere/99.jpg', which", cache, new Item("/elsewhere/99.jpg", 1, "bee"));
        assertComplaint("of different splits", cache, new Item("/data/train/7.jpg", 0, "ant"));
    }

    private void assertComplaint(String expected, FewShotCache cache, Item item) {
        String complaint = assertThrows(
                        BadInputException.class, () -> cache.drawn(Map.of("train", List.of(item)), dataset()))
                .getMessage();
        assertTrue(complaint.contains(expected), complaint);
    }
}
