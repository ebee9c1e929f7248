// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.SyntheticFeatures;
import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FeaturesFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsWhatIsThere() {
        SyntheticFeatures features =
                new SyntheticFeatures(1).addImages("train_2shot", 2).putMetadata("logit_scale", "50");

        try (FeaturesFile file = FeaturesFile.open(features.write(folder.resolve("f.safetensors")))) {
            assertEquals(List.of("ant", "bee", "cat", "dog", "eel"), file.classes());
            assertEquals(50, file.logitScale());
            EmbeddingSet train = file.shotSetOf(2);
            assertEquals(10, train.count());
            assertArrayEquals(new int[] {1, 4, 2, 0, 3, 1, 4, 2, 0, 3}, train.labels());
            assertArrayEquals(
                    features.tensor("train_2shot").toFloatArray(),
                    train.embeddings().toFloatArray());
            assertEquals(30, file.test().count());
        }
    }

    private static Arguments spoiled(String what, String message, Consumer<SyntheticFeatures> fault) {
        return Arguments.argumentSet(what, message, fault);
    }

    static Stream<Arguments> faults() {
        float[] bad = {Float.NaN, Float.NEGATIVE_INFINITY};
        return Stream.of(
                spoiled("no classes", "no metadata 'classes'", f -> f.remove("classes")),
                spoiled("classes no JSON", "is not a JSON array", f -> f.putMetadata("classes", "ant, bee")),
                spoiled("classes no strings", "is not a JSON array", f -> f.putMetadata("classes", "{\"a\": 1}")),
                spoiled("no class", "at least one", f -> f.putMetadata("classes", "[]")),
                spoiled("null class", "no name may be null", f -> f.putMetadata("classes", "[null]")),
                spoiled(
                        "more classes than rows",
                        "'text' has 5 rows but metadata 'classes' names 2 classes",
                        f -> f.putMetadata("classes", "[\"a\", \"b\"]")),
                spoiled("scale no number", "'logit_scale' is 'hot'", f -> f.putMetadata("logit_scale", "hot")),
                spoiled("negative scale", "'logit_scale' is '-1'", f -> f.putMetadata("logit_scale", "-1")),
                spoiled("infinite scale", "'logit_scale'", f -> f.putMetadata("logit_scale", "Infinity")),
                spoiled("no text", "no tensor 'text'", f -> f.remove("text")),
                spoiled("no test", "no tensor 'test'", f -> f.remove("test")),
                spoiled("no test labels", "no tensor 'test_labels'", f -> f.remove("test_labels")),
                spoiled(
                        "embeddings of integers",
                        "'test' is of type I32; embeddings must be F16, BF16, F32 or F64",
                        f -> f.put("test", f.zeros(DType.I32, 30, SyntheticFeatures.DIM))),
                spoiled(
                        "labels of floats",
                        "'test_labels' is of type F32; labels must be I32 or I64",
                        f -> f.put("test_labels", f.zeros(DType.F32, 30))),
                spoiled("rank 1", "'test' has shape [30]", f -> f.put("test", f.zeros(DType.F32, 30))),
                spoiled("no rows", "'test' has shape [0, 24]", f -> f.put("test", f.zeros(DType.F32, 0, 24))),
                spoiled(
                        "other length",
                        "'test' has embeddings of length 23 but 'text' has 24",
                        f -> f.put("test", f.zeros(DType.F16, 30, 23))),
                spoiled(
                        "too few labels",
                        "'test_labels' has shape [29] but 'test' has 30 rows",
                        f -> f.put("test_labels", f.zeros(DType.I64, 29))),
                spoiled(
                        "label too large",
                        "'test_labels' row 17 has label 5; with 5 classes labels go from 0 to 4",
                        f -> f.tensor("test_labels").set(5, 17)),
                spoiled(
                        "negative label",
                        "row 0 has label -1",
                        f -> f.tensor("test_labels").set(-1, 0)),
                spoiled("NaN", "'test' row 29 holds NaN", f -> f.tensor("test").set(bad[0], 29, 23)),
                spoiled(
                        "infinity",
                        "'text' row 2 holds -Infinity",
                        f -> f.tensor("text").set(bad[1], 2, 0)),
                spoiled(
                        "zeros",
                        "'test' row 3 is too small to be normalised",
                        f -> f.tensor("test").slice(0, 3, 4).fill(0)),
                spoiled(
                        "overflow",
                        "'text' row 1 is too large to be normalised",
                        f -> f.tensor("text").set(1e30, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void refusesInOneLine(String message, Consumer<SyntheticFeatures> fault) {
        SyntheticFeatures features = new SyntheticFeatures(2);
        fault.accept(features);
        Path path = features.write(folder.resolve("f.safetensors"));

        assertRefused(path, message, file -> file.test());
    }

    @Test
    void refusesWhatIsNoFeaturesFile() throws IOException {
        assertRefused(folder.resolve("absent.safetensors"), "does not exist", FeaturesFile::test);
        assertRefused(Files.createFile(folder.resolve("empty.safetensors")), "is empty", FeaturesFile::test);
        Path text = Files.writeString(folder.resolve("text.safetensors"), "train,test\n1,2\n3,4\n");
        assertRefused(text, "", FeaturesFile::test);
        assertRefused(folder, "is a folder", FeaturesFile::test);
    }

    @Test
    void saysWhichTrainingSetsThereAre() {
        Path none = new SyntheticFeatures(1).write(folder.resolve("none.safetensors"));
        assertRefused(none, "no training set of 4 shots; it has none", file -> file.shotSetOf(4));
        Path some = new SyntheticFeatures(1)
                .addImages("train_16shot", 16)
                .addImages("train_2shot", 2)
                .write(folder.resolve("some.safetensors"));
        assertRefused(some, "no training set of 4 shots; it has sets of 2, 16 shots", file -> file.shotSetOf(4));
        assertRefused(some, "no full training set 'train'; it has sets of 2, 16 shots", FeaturesFile::fullTrainingSet);
        Path full = new SyntheticFeatures(1).addImages("train", 2).write(folder.resolve("full.safetensors"));
        assertRefused(full, "it has the full set 'train'", file -> file.shotSetOf(4));
    }

    private static void assertRefused(Path path, String message, Consumer<FeaturesFile> use) {
        String line = assertThrows(BadInputException.class, () -> {
                    try (FeaturesFile file = FeaturesFile.open(path)) {
                        use.accept(file);
                    }
                })
                .getMessage();
        assertTrue(line.startsWith(path.toString()), line);
        assertTrue(line.contains(message), line);
        assertEquals(1, line.lines().count(), line);
    }
}
