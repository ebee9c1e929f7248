// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.taskres.data.DatasetRequest;
import io.github.jclip.taskres.data.Datasets;
import io.github.jclip.taskres.data.FileOrder;
import io.github.jclip.taskres.data.Sample;
import io.github.jclip.taskres.data.Sampling;
import io.github.jclip.taskres.data.SplitFile;
import io.github.jclip.taskres.data.Splits;
import io.github.jclip.taskres.fewshot.Subset;
import io.github.jclip.taskres.random.PythonRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How data sets are divided where they have no split file, and sampled where they have one. */
@Tag("golden:fewshot")
class SplitsTest {
    @TempDir
    private Path root;

    static Stream<Arguments> divisions() {
        return Golden.json("fewshot", "splits.json")
                .valueStream()
                .map(run -> Arguments.argumentSet(
                        run.get("function").stringValue() + " seed "
                                + run.get("seed").intValue(),
                        run));
    }

    @ParameterizedTest
    @MethodSource("divisions")
    void dividesAsTheOriginalDoes(JsonNode run) throws IOException {
        PythonRandom random = new PythonRandom(run.get("seed").longValue());
        if (run.get("function").stringValue().equals("OxfordPets.split_trainval")) {
            Splits splits = Datasets.divide(layOutPets(run.get("items")), random);
            assertEquals(strings(run.get("train")), paths(splits.train()));
            assertEquals(strings(run.get("val")), paths(splits.val()));
        } else {
            Splits splits = Datasets.divide(layOutEuroSat(run.get("listing")), random);
            assertEquals(samples(run.get("train"), "root/"), splits.train());
            assertEquals(samples(run.get("val"), "root/"), splits.val());
            assertEquals(samples(run.get("test"), "root/"), splits.test());
        }
        assertEquals(run.get("next_python_getrandbits32").longValue(), random.nextBits(32));
    }

    private DatasetRequest layOutPets(JsonNode items) throws IOException {
        Path annotations = Files.createDirectories(root.resolve("oxford_pets/annotations"));
        List<String> lines = new ArrayList<>();
        for (JsonNode item : items) {
            String name = item.get(0).stringValue().replace(".jpg", "");
            lines.add("%s %d 1 1".formatted(name, item.get(1).intValue() + 1));
        }
        Files.write(annotations.resolve("trainval.txt"), lines);
        Files.write(annotations.resolve("test.txt"), lines);
        return DatasetRequest.of("OxfordPets", Optional.of(root));
    }

    /** EuroSAT's new class names are those of the record. */
    private DatasetRequest layOutEuroSat(JsonNode listing) throws IOException {
        List<String> order = new ArrayList<>();
        for (Map.Entry<String, JsonNode> category : listing.properties()) {
            Path folder = Files.createDirectories(root.resolve("eurosat/2750").resolve(category.getKey()));
            for (JsonNode image : category.getValue()) {
                Files.write(folder.resolve(image.stringValue()), new byte[1]);
                order.add(category.getKey() + "/" + image.stringValue());
            }
        }
        Path list = Files.write(root.resolve("order.txt"), order);
        return new DatasetRequest(
                "EuroSAT", Optional.of(root), Optional.empty(), List.of(), Optional.empty(), FileOrder.given(list));
    }

    static Stream<Arguments> samplings() {
        return FewShotSamplingTest.samplings();
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void samplesADataSetAsTheOriginalDoes(String splitFile, JsonNode run) {
        PythonRandom random = new PythonRandom(run.get("seed").longValue());
        Path split = Golden.folder("fewshot").resolve(splitFile);
        var dataset = Datasets.open(
                new DatasetRequest(
                        "oxford_pets",
                        Optional.of(root),
                        Optional.of(split),
                        List.of(),
                        Optional.empty(),
                        FileOrder.SORTED),
                random,
                notice -> {
                    throw new AssertionError(notice);
                });
        int shots = run.get("shots").intValue();
        Subset subset = Subset.valueOf(run.get("subsample").stringValue().toUpperCase(Locale.ROOT));

        Sampling sampling = Sampling.of(dataset, shots, 1, subset, Sampling.draw(dataset, shots, random, _ -> {}));

        Splits whole = SplitFile.read(split);
        Splits drawn = sampling.splits();
        assertSamples(run.get("train_idx"), run.get("train_labels"), whole.train(), drawn.train());
        assertSamples(run.get("val_idx"), run.get("val_labels"), whole.val(), drawn.val());
        assertEquals(run.get("n_test").intValue(), drawn.test().size());
        assertEquals(strings(run.get("classnames")), sampling.classes());
        assertEquals(run.get("next_python_getrandbits32").longValue(), random.nextBits(32));
    }

    private static void assertSamples(JsonNode indices, JsonNode labels, List<Sample> whole, List<Sample> drawn) {
        assertEquals(indices.size(), drawn.size());
        for (int i = 0; i < drawn.size(); i++) {
            Sample original = whole.get(indices.get(i).intValue());
            assertEquals(new Sample(original.path(), labels.get(i).intValue(), original.className()), drawn.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Caltech101", "OxfordPets"})
    void aPublishedSplitFileIsWrittenAgainAsItIs(String name) throws IOException {
        Path published = Golden.shared("data/splits/split_zhou_%s.json".formatted(name));
        Path copy = root.resolve("split.json");

        SplitFile.write(copy, SplitFile.read(published));

        // One of the two has gained a line end on its way.
        assertEquals(Files.readString(published).stripTrailing(), Files.readString(copy));
    }

    private static List<String> paths(List<Sample> samples) {
        return samples.stream().map(Sample::path).toList();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::stringValue).toList();
    }

    private static List<Sample> samples(JsonNode array, String prefix) {
        return array.valueStream()
                .map(item -> new Sample(
                        item.get(0).stringValue().substring(prefix.length()),
                        item.get(1).intValue(),
                        item.get(2).stringValue()))
                .toList();
    }
}
