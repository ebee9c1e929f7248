// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.data.DatasetCheck.Missing;
import io.github.jclip.taskres.data.DatasetCheck.Report;
import io.github.jclip.taskres.data.DatasetDefinition.Counts;
import io.github.jclip.taskres.data.DatasetDefinition.Need;
import io.github.jclip.taskres.data.DatasetDefinition.Source;
import io.github.jclip.taskres.random.PythonRandom;
import io.github.jclip.tensor.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each known data set, from a miniature of its layout. */
class KnownDatasetsTest {
    @TempDir
    private Path root;

    static Stream<String> names() {
        return DatasetCatalogue.all().stream().map(DatasetDefinition::name);
    }

    static Stream<String> namesWithSplitFile() {
        return DatasetCatalogue.all().stream()
                .filter(definition -> definition.split() != null)
                .map(DatasetDefinition::name);
    }

    private DatasetRequest request(String name) {
        return DatasetRequest.of(name, Optional.of(root));
    }

    private Report check(DatasetDefinition definition) {
        return DatasetCheck.run(definition, request(definition.name()), false);
    }

    @Test
    void elevenAndFourVariantsUnderBothSpellings() {
        assertEquals(15, DatasetCatalogue.all().size());
        for (DatasetDefinition definition : DatasetCatalogue.all()) {
            assertEquals(definition, DatasetCatalogue.find(definition.name()).orElseThrow());
            assertEquals(definition, DatasetCatalogue.find(definition.config()).orElseThrow());
        }
        assertTrue(DatasetCatalogue.find("mnist").isEmpty());
    }

    @Test
    void onlyImageNetAveragesTheSelectedTemplates() {
        for (DatasetDefinition definition : DatasetCatalogue.all()) {
            boolean imageNet = definition.name().equals("ImageNet");
            PromptTemplates templates = definition.templates();
            assertEquals(imageNet ? 8 : 1, templates.base().size());
            assertEquals(imageNet ? 7 : 8, templates.ensemble().size());
            assertEquals(templates.single(), templates.base().getLast());
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aCompleteOneIsComplete(String name) throws IOException {
        Miniature miniature = Miniature.make(name, root);

        Report report = check(miniature.definition());

        assertEquals(List.of(), report.problems());
        assertEquals(List.of(), report.missing());
        assertEquals(Optional.of(miniature.definition().expected()), report.found());
        assertTrue(report.complete());
    }

    @ParameterizedTest
    @MethodSource("names")
    void itOpensWithItsClassesAndItsImages(String name) throws IOException {
        Miniature miniature = Miniature.make(name, root);

        Dataset dataset = Datasets.open(request(name), new PythonRandom(1), notice -> {
            throw new AssertionError(notice);
        });

        dataset.requireImages();
        assertEquals(miniature.classes(), dataset.classes());
        Counts expected = miniature.definition().expected();
        assertEquals(expected, Counts.of(dataset.classes(), dataset.splits()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void anotherNumberOfImagesIsAProblem(String name) throws IOException {
        Miniature.make(name, root);

        Report report = check(DatasetCatalogue.find(name).orElseThrow());

        assertFalse(report.complete());
        assertTrue(report.problems().getFirst().matches("\\d+ classes where there should be \\d+"), report.toString());
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachMissingPartIsNamedWithItsOrigin(String name) throws IOException {
        Miniature miniature = Miniature.make(name, root);
        for (Source source : miniature.definition().sources()) {
            Path part = miniature.definition().folder(root).resolve(source.path());
            Path aside = root.resolve("aside");
            Files.move(part, aside);
            Report report = check(miniature.definition());
            Files.move(aside, part);

            if (source.need() == Need.LISTING) {
                assertTrue(report.complete(), source.path());
                continue;
            }
            assertFalse(report.complete(), source.path());
            Missing missing = report.missing().getFirst();
            assertEquals(part.toString(), missing.path());
            assertTrue(missing.from().startsWith(source.from()), missing.from());
            assertEquals(1, report.missing().size(), report.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("namesWithSplitFile")
    void exactlyTheMissingImageIsNamed(String name) throws IOException {
        Miniature miniature = Miniature.make(name, root);
        Dataset dataset = Datasets.open(request(name), new PythonRandom(1), _ -> {});
        Path image = dataset.file(dataset.test().getFirst());
        Files.delete(image);

        Report report = check(miniature.definition());

        assertEquals(
                List.of(image.toString()),
                report.missing().stream().map(Missing::path).toList());
        assertTrue(report.missing().getFirst().from().startsWith("http"), report.toString());
        String complaint =
                assertThrows(BadInputException.class, dataset::requireImages).getMessage();
        assertTrue(complaint.contains("1 of ") && complaint.contains(image.toString()), complaint);
    }

    @ParameterizedTest
    @MethodSource("names")
    void withoutItsFolderEveryPartIsMissing(String name) {
        DatasetDefinition definition = DatasetCatalogue.find(name).orElseThrow();

        Report report = check(definition);

        assertEquals(definition.sources().size(), report.missing().size());
        assertTrue(report.found().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("namesWithSplitFile")
    void theSplitFileIsMadeWhereItIsAbsentAndReadFromThenOn(String name) throws IOException {
        Miniature miniature = Miniature.make(name, root);
        Path file = miniature.definition().splitFile(root).orElseThrow();
        String made = Files.readString(file);
        Files.delete(file);
        List<String> notices = new ArrayList<>();

        Splits first =
                Datasets.open(request(name), new PythonRandom(1), notices::add).splits();
        Splits second =
                Datasets.open(request(name), new PythonRandom(2), notices::add).splits();

        assertEquals(first, second);
        assertEquals(1, notices.size());
        assertEquals(made, Files.readString(file));
    }

    @Test
    void aCheckWritesNothing() throws IOException {
        Miniature miniature = Miniature.make("dtd", root);
        Path file = miniature.definition().splitFile(root).orElseThrow();
        Files.delete(file);

        Report report = check(miniature.definition());

        assertEquals(
                List.of(file.toString()),
                report.missing().stream().map(Missing::path).toList());
        assertEquals(Optional.of(miniature.definition().expected()), report.found());
        assertFalse(Files.exists(file));
    }

    @Test
    void aGivenOrderOfTheListingIsFollowed() throws IOException {
        Miniature.make("imagenet", root);
        Path images = root.resolve("imagenet/images");
        List<String> reversed;
        try (Stream<Path> files = Files.walk(images)) {
            reversed = files.filter(Files::isRegularFile)
                    .map(file -> images.relativize(file).toString().replace('\\', '/'))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        }
        Path list = Files.write(root.resolve("order.txt"), reversed);
        Dataset sorted = Datasets.open(request("imagenet"), new PythonRandom(1), _ -> {});

        Dataset given = Datasets.open(inOrder(list), new PythonRandom(1), _ -> {});

        assertEquals("train/n01440764/x_1.JPEG", sorted.train().getFirst().path());
        assertEquals("train/n01440764/x_5.JPEG", given.train().getFirst().path());
        assertEquals(sorted.classes(), given.classes());

        Files.write(list, reversed.subList(1, reversed.size()));
        assertTrue(
                assertThrows(BadInputException.class, () -> Datasets.open(inOrder(list), new PythonRandom(1), _ -> {}))
                        .getMessage()
                        .contains("does not list val/n01484850/x_2.JPEG"));
    }

    private DatasetRequest inOrder(Path list) {
        return new DatasetRequest(
                "imagenet", Optional.of(root), Optional.empty(), List.of(), Optional.empty(), FileOrder.given(list));
    }

    @Test
    void aFolderWithoutItsRootIsAskedFor() {
        assertTrue(assertThrows(
                        BadInputException.class,
                        () -> Datasets.open(DatasetRequest.of("dtd", Optional.empty()), new PythonRandom(1), _ -> {}))
                .getMessage()
                .startsWith("--root"));
    }
}
