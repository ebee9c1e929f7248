// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Shape;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tests.support.GoldenConfig;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** OpenAI's architectures at full size with formula weights: every stage's statistics, the features and the logits. */
@Tag("golden:models-full")
class ModelsFullTest {
    /** Batch normalisation counts the batches it has seen; inference has no use for that. */
    private static final String COUNTER = "num_batches_tracked";

    private static final double LOGIT_SCALE = 100;
    private static final double LOGIT_TOLERANCE = 1e-3;

    /** Of the largest element. */
    private static final double ELEMENT_TOLERANCE = 1e-4;

    /** Of a stage's standard deviation. */
    private static final double STATISTICS_TOLERANCE = 1e-4;

    @TestFactory
    Stream<DynamicTest> architectures() {
        return Stream.of("ViT-B-32", "ViT-B-16", "RN50", "RN101", "RN50x4", "ViT-L-14")
                .flatMap(name -> cases(name).stream());
    }

    private static List<DynamicTest> cases(String architecture) {
        JsonNode golden = Golden.json("models-full", architecture + ".json");
        ClipConfig config = GoldenConfig.of(golden.get("config"));
        String salt = golden.get("salt").asString();
        List<DynamicTest> tests = new ArrayList<>();
        try (Device device = CpuDevice.withAllProcessors();
                Scope scope = Scope.ofHost()) {
            Map<String, Tensor> weights = FormulaWeights.of(config, salt, scope);
            golden.get("param_checks")
                    .propertyStream()
                    .filter(check -> !check.getKey().endsWith(COUNTER))
                    .forEach(check -> {
                        String expected = check.getValue().get("sha256_le_fp32").asString();
                        String actual = sha256(weights.get(check.getKey()));
                        tests.add(dynamicTest(
                                architecture + " weights " + check.getKey(), () -> assertEquals(expected, actual)));
                    });
            RecordedTower tower = new RecordedTower(config, weights::get, device);
            Map<String, Value> stages = new HashMap<>(tower.images(images(golden, config, salt, scope)));
            stages.putAll(tower.texts(tokens(golden.get("tokens"))));
            FullStages fullStages =
                    new FullStages(stages, weights, config.text().layers());
            for (JsonNode stage : golden.get("stages")) {
                String name = stage.get("stage").asString();
                fullStages.value(name).ifPresent(value -> tests.add(stage(architecture + " " + name, stage, value)));
            }
            addEmbeddings(tests, architecture, golden, stages);
        }
        return tests;
    }

    private static DynamicTest stage(String name, JsonNode golden, Value value) {
        double mean = Arrays.stream(value.elements()).average().orElseThrow();
        double std = Math.sqrt(Arrays.stream(value.elements())
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElseThrow());
        int[] shape = value.shape().toArray();
        Value first = vector(Arrays.copyOf(value.elements(), 8));
        return dynamicTest(name, () -> {
            assertArrayEquals(
                    golden.get("shape").valueStream().mapToInt(JsonNode::asInt).toArray(), shape);
            double allowed = STATISTICS_TOLERANCE * golden.get("std").asDouble();
            assertEquals(golden.get("mean").asDouble(), mean, allowed, "mean");
            assertEquals(golden.get("std").asDouble(), std, allowed, "standard deviation");
            double elementAllowed = ELEMENT_TOLERANCE * golden.get("absmax").asDouble();
            vector(numbers(golden.get("first8")).toArray()).assertClose(first, elementAllowed);
        });
    }

    private static void addEmbeddings(
            List<DynamicTest> tests, String architecture, JsonNode golden, Map<String, Value> stages) {
        for (String name : List.of("image_features", "text_features")) {
            Value actual = stages.get(name);
            Value expected = new Value(actual.shape(), numbers(golden.get(name)).toArray());
            tests.add(dynamicTest(
                    architecture + " " + name,
                    () -> expected.assertClose(actual, ELEMENT_TOLERANCE * expected.maxAbs())));
        }
        Value logits = stages.get("image_features").logits(stages.get("text_features"), LOGIT_SCALE);
        Value expected = new Value(
                logits.shape(), numbers(golden.get("logits_per_image")).toArray());
        tests.add(dynamicTest(architecture + " logits_per_image", () -> expected.assertClose(logits, LOGIT_TOLERANCE)));
    }

    private static Value vector(double[] elements) {
        return new Value(Shape.of(elements.length), elements);
    }

    /** All numbers of nested arrays in order. */
    private static DoubleStream numbers(JsonNode node) {
        return node.isArray()
                ? node.valueStream().flatMapToDouble(ModelsFullTest::numbers)
                : DoubleStream.of(node.asDouble());
    }

    private static int[][] tokens(JsonNode rows) {
        return rows.valueStream()
                .map(row -> row.valueStream().mapToInt(JsonNode::asInt).toArray())
                .toArray(int[][]::new);
    }

    private static Tensor images(JsonNode golden, ClipConfig config, String salt, Scope scope) {
        JsonNode names = golden.get("image_names");
        int resolution = config.imageResolution();
        Tensor images = scope.allocate(DType.F32, names.size(), 3, resolution, resolution);
        for (int i = 0; i < names.size(); i++) {
            String name = salt + names.get(i).asString();
            images.slice(0, i, i + 1).copyFrom(FormulaWeights.image(name, resolution, scope));
        }
        return images;
    }

    private static String sha256(Tensor tensor) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tensor.segment().asSlice(0, tensor.byteSize()).asByteBuffer());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
