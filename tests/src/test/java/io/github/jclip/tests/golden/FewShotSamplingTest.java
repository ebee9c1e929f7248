// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.taskres.fewshot.ClassSubset;
import io.github.jclip.taskres.fewshot.FewShotSampler;
import io.github.jclip.taskres.random.PythonRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Dassl's selections, and that exactly as much randomness is consumed. */
@Tag("golden:fewshot")
class FewShotSamplingTest {
    private record Item(int index, String path, int label) {}

    static Stream<Arguments> samplings() {
        return Golden.json("fewshot", "sampling.json").get("datasets").properties().stream()
                .flatMap(dataset -> elements(dataset.getValue().get("runs"))
                        .map(run -> Arguments.argumentSet(
                                "%s seed %d shots %d %s"
                                        .formatted(
                                                dataset.getKey(),
                                                run.get("seed").intValue(),
                                                run.get("shots").intValue(),
                                                run.get("subsample").stringValue()),
                                dataset.getValue().get("split_file").stringValue(),
                                run)));
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void selectsWhatDasslSelects(String splitFile, JsonNode run) {
        JsonNode split = Golden.json("fewshot", splitFile);
        int shots = run.get("shots").intValue();
        PythonRandom random = new PythonRandom(run.get("seed").longValue());
        FewShotSampler sampler = new FewShotSampler(random, false);
        List<Item> train = sampler.sample(items(split.get("train")), Item::label, shots);
        List<Item> val = sampler.sample(
                items(split.get("val")), Item::label, Math.min(shots, FewShotSampler.MAX_VALIDATION_SHOTS));
        assertEquals(run.get("next_python_getrandbits32").longValue(), random.nextBits(32));

        Optional<ClassSubset> subset = subset(run.get("subsample").stringValue(), train);
        assertSelection(run, "train", kept(train, subset), subset);
        assertSelection(run, "val", kept(val, subset), subset);
        assertEquals(
                run.get("n_test").intValue(),
                kept(items(split.get("test")), subset).size());
    }

    static Stream<Arguments> repetitions() {
        return elements(Golden.json("fewshot", "repeat.json"))
                .map(run -> Arguments.argumentSet(
                        "seed %d shots %d repeat %b"
                                .formatted(
                                        run.get("seed").intValue(),
                                        run.get("shots").intValue(),
                                        run.get("repeat").booleanValue()),
                        run));
    }

    @ParameterizedTest
    @MethodSource("repetitions")
    void fillsUpSmallClassesOnRequest(JsonNode run) {
        PythonRandom random = new PythonRandom(run.get("seed").longValue());
        FewShotSampler sampler = new FewShotSampler(random, run.get("repeat").booleanValue());
        int shots = run.get("shots").intValue();

        List<Item> train = sampler.sample(items(run.get("train_items")), Item::label, shots);
        List<Item> val = sampler.sample(items(run.get("val_items")), Item::label, shots);

        assertEquals(
                strings(run.get("train_out")), train.stream().map(Item::path).toList());
        assertEquals(strings(run.get("val_out")), val.stream().map(Item::path).toList());
        assertEquals(run.get("next_python_getrandbits32").longValue(), random.nextBits(32));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void keepsEverythingWithoutShots(int shots) {
        List<Item> items = items(Golden.json("fewshot", "split_mixed.json").get("train"));

        assertEquals(items, new FewShotSampler(new PythonRandom(1), false).sample(items, Item::label, shots));
    }

    private static Optional<ClassSubset> subset(String name, List<Item> train) {
        List<Integer> labels = train.stream().map(Item::label).toList();
        return switch (name) {
            case "all" -> Optional.empty();
            case "base" -> Optional.of(ClassSubset.base(labels));
            case "new" -> Optional.of(ClassSubset.unseen(labels));
            default -> throw new AssertionError(name);
        };
    }

    private static List<Item> kept(List<Item> items, Optional<ClassSubset> subset) {
        return items.stream()
                .filter(item ->
                        subset.isEmpty() || subset.get().relabel(item.label()).isPresent())
                .toList();
    }

    private static void assertSelection(JsonNode run, String split, List<Item> items, Optional<ClassSubset> subset) {
        assertEquals(
                integers(run.get(split + "_idx")),
                items.stream().map(Item::index).toList());
        assertEquals(
                integers(run.get(split + "_labels")),
                items.stream()
                        .map(item -> subset.isEmpty()
                                ? item.label()
                                : subset.get().relabel(item.label()).orElseThrow())
                        .toList());
    }

    private static List<Item> items(JsonNode list) {
        return IntStream.range(0, list.size())
                .mapToObj(i -> new Item(
                        i, list.get(i).get(0).stringValue(), list.get(i).get(1).intValue()))
                .toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.intValue()));
        return values;
    }

    private static List<String> strings(JsonNode array) {
        return elements(array).map(JsonNode::stringValue).toList();
    }
}
