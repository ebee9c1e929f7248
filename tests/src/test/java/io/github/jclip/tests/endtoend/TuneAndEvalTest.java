// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.cli.InProcess;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.ClusteredFeatures;
import io.github.jclip.tests.support.Finished;
import io.github.jclip.tests.support.FolderState;
import io.github.jclip.tests.support.StandaloneJar;
import io.github.jclip.tests.support.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tune taskres} and {@code eval} on embeddings that the test makes. */
class TuneAndEvalTest {
    private static final double ALPHA = 0.5;

    @TempDir
    private Path folder;

    private Path features;

    @BeforeEach
    void layOut() {
        features = ClusteredFeatures.write(folder.resolve("features.safetensors"));
    }

    private String[] tune(String run, String... options) {
        String[] command = {
            "tune",
            "taskres",
            "--features",
            features.toString(),
            "--shots",
            "4",
            "--epochs",
            "30",
            "--lr",
            "0.05",
            "--json",
            "--out",
            folder.resolve(run).toString()
        };
        String[] all = java.util.Arrays.copyOf(command, command.length + options.length);
        System.arraycopy(options, 0, all, command.length, options.length);
        return all;
    }

    private static Finished succeed(String... args) {
        Finished finished = InProcess.run(args);
        assertEquals(0, finished.exitCode(), finished.err());
        assertEquals(List.of(), finished.complaints());
        return finished;
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void tuneEvalAndTheRunFolderAgree() throws IOException {
        JsonNode tuned = json(succeed(tune("run")).out()).get("result");
        JsonNode recorded = json(Files.readString(folder.resolve("run/result.json")));
        JsonNode evaluated =
                json(succeed("eval", folder.resolve("run").toString(), "--json").out());
        assertEquals(recorded, tuned);
        for (String classifier : List.of("zeroShot", "tuned")) {
            for (String score : List.of("total", "correct", "accuracy", "macroF1")) {
                assertEquals(
                        recorded.get(classifier).get(score),
                        evaluated.get(classifier).get(score),
                        classifier + " " + score);
            }
        }
        assertEquals(ClusteredFeatures.TEST_IMAGES, recorded.at("/tuned/total").asInt());
        assertTrue(
                recorded.at("/tuned/correct").asInt()
                        > recorded.at("/zeroShot/correct").asInt(),
                tuned.toString());
    }

    /** Counted again from the features file and the checkpoint, by cosines in double precision. */
    @Test
    void theScoresFollowFromTheCheckpoint() {
        JsonNode result = json(succeed(tune("run")).out()).get("result");
        try (Safetensors file = Safetensors.open(features);
                Safetensors checkpoint = Safetensors.open(folder.resolve("run/checkpoint.safetensors"))) {
            Value test = Value.of(file.tensor("test"));
            long[] labels = file.tensor("test_labels").toLongArray();
            Value base = Value.of(checkpoint.tensor("base_text_features"));
            double[] residual = checkpoint.tensor("text_feature_residuals").toDoubleArray();
            Value tuned = new Value(
                    base.shape(),
                    IntStream.range(0, residual.length)
                            .mapToDouble(i -> base.elements()[i] + ALPHA * residual[i])
                            .toArray());
            Value text = Value.of(file.tensor("text"));
            assertEquals(
                    correct(test, text, labels), result.at("/zeroShot/correct").asInt());
            assertEquals(
                    correct(test, tuned, labels), result.at("/tuned/correct").asInt());
        }
    }

    private static int correct(Value images, Value classes, long[] labels) {
        double[] logits = images.logits(classes, 100).elements();
        int count = ClusteredFeatures.CLASSES;
        return (int) IntStream.range(0, labels.length)
                .filter(i -> IntStream.range(0, count)
                        .allMatch(k -> logits[i * count + k] <= logits[i * count + (int) labels[i]]))
                .count();
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException, InterruptedException {
        StandaloneJar.assumeUpToDate();
        for (String run : List.of("first", "second")) {
            Finished tuned = StandaloneJar.run(tune(run));
            assertEquals(0, tuned.exitCode(), tuned.err());
        }
        succeed(tune("here"));
        succeed(tune("other", "--seed", "2"));
        byte[] first = checkpoint("first");
        assertArrayEquals(first, checkpoint("second"));
        assertArrayEquals(first, checkpoint("here"));
        assertEquals(
                Files.readString(folder.resolve("first/metrics.csv")),
                Files.readString(folder.resolve("second/metrics.csv")));
        assertFalse(java.util.Arrays.equals(first, checkpoint("other")));
    }

    private byte[] checkpoint(String run) throws IOException {
        return Files.readAllBytes(folder.resolve(run).resolve("checkpoint.safetensors"));
    }

    @Test
    void onlyAnEarlierRunIsOverwrittenAndOnlyOnRequest() throws IOException {
        succeed(tune("run"));
        FolderState before = FolderState.of(folder);
        refuse(tune("run", "--seed", "2"));
        assertEquals(before, FolderState.of(folder));

        succeed(tune("run", "--seed", "2", "--force"));
        JsonNode description = json(Files.readString(folder.resolve("run/run.json")));
        assertEquals(2, description.at("/seed").asInt());
        assertEquals(
                before.entries().keySet().size(),
                FolderState.of(folder).entries().size());

        Path notes = Files.createDirectory(folder.resolve("notes"));
        Files.writeString(notes.resolve("diary.txt"), "dear diary");
        before = FolderState.of(folder);
        refuse(tune("notes", "--force"));
        assertEquals(before, FolderState.of(folder));

        Files.createDirectory(folder.resolve("empty"));
        succeed(tune("empty"));
        succeed("eval", folder.resolve("empty").toString());
    }

    private static void refuse(String... args) {
        Finished refused = InProcess.run(args);
        assertEquals(2, refused.exitCode());
        assertEquals(1, refused.complaints().size(), refused.err());
        assertEquals("", refused.out());
    }

    @Test
    void evalFindsTheFeaturesWhereTheyAreNowAndKnowsThemByTheirBytes() throws IOException {
        succeed(tune("run"));
        String run = folder.resolve("run").toString();
        String before = succeed("eval", run, "--json", "--per-class").out();
        Path moved = Files.move(features, folder.resolve("moved.safetensors"));
        refuse("eval", run);
        assertEquals(
                before,
                succeed("eval", run, "--json", "--per-class", "--features", moved.toString())
                        .out());
        assertEquals(ClusteredFeatures.CLASSES, json(before).get("classes").size());

        try (Scope scope = Scope.ofHost()) {
            Map<String, Tensor> tensors = ClusteredFeatures.tensors(scope);
            tensors.get("val").set(0.25, 0, 0);
            io.github.jclip.tensor.safetensors.SafetensorsWriter.write(moved, tensors, ClusteredFeatures.METADATA);
        }
        refuse("eval", run, "--features", moved.toString());
    }
}
