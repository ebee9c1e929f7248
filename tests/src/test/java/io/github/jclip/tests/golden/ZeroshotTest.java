// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.clip.ClipConfig;
import io.github.jclip.clip.check.FormulaWeights;
import io.github.jclip.clip.tower.TextEncoder;
import io.github.jclip.clip.tower.TowerSettings;
import io.github.jclip.taskres.data.DatasetCatalogue;
import io.github.jclip.taskres.data.PromptTemplates;
import io.github.jclip.taskres.features.ClassTexts;
import io.github.jclip.taskres.features.ClassTexts.Underscores;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.GoldenConfig;
import io.github.jclip.tests.support.RecordedTower;
import io.github.jclip.tests.support.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Class embeddings and logits by the rules of TaskRes and its two zero-shot trainers. */
@Tag("golden:zeroshot")
class ZeroshotTest {
    private static final JsonNode GOLDEN = Golden.json("zeroshot", "zeroshot.json");
    private static final Pattern WORD = Pattern.compile("[.,]|[^\\s.,]+");
    private static final String SALT = "zs_vit:";

    /** The originals in double, with sums in another order. */
    private static final double F64_TOLERANCE = 1e-10;

    private static final double F32_TOLERANCE = 1e-4;
    private static final double F32_LOGITS_TOLERANCE = 1e-3;

    @TestFactory
    List<DynamicTest> reference() {
        return cases("F64", ReferenceDevice::new, F64_TOLERANCE, F64_TOLERANCE);
    }

    @TestFactory
    List<DynamicTest> cpu() {
        return cases("F32", CpuDevice::withAllProcessors, F32_TOLERANCE, F32_LOGITS_TOLERANCE);
    }

    @Test
    void thePromptsAreTokenisedAsTheOriginalDoes() {
        ClipConfig config = config();
        try (Safetensors golden = golden()) {
            for (String dataset : List.of("OxfordPets", "DescribableTextures", "ImageNet")) {
                Tensor expected = golden.tensor("taskres_base." + dataset + ".tokens");
                List<String> templates = templates(dataset).base();
                for (int k = 0; k < classes().size(); k++) {
                    for (int t = 0; t < templates.size(); t++) {
                        String prompt = templates.get(t).replace("{}", classes().get(k));
                        assertArrayEquals(
                                expected.select(0, k).select(0, t).toLongArray(),
                                Arrays.stream(tokens(prompt, config.text().contextLength()))
                                        .asLongStream()
                                        .toArray());
                    }
                }
            }
        }
    }

    /** The cases run on weights made by formula; the originals ran on these. */
    @Test
    void theWeightsAreTheRecordedOnes() {
        try (Scope scope = Scope.ofHost();
                Safetensors recorded = Safetensors.open(Golden.shared("golden/zeroshot/weights.safetensors"))) {
            Map<String, Tensor> made = weights(scope);
            assertEquals(Set.copyOf(recorded.names()), made.keySet());
            for (String name : recorded.names()) {
                assertArrayEquals(singles(recorded.tensor(name)), singles(made.get(name)), name);
            }
        }
    }

    private static float[] singles(Tensor tensor) {
        double[] values = tensor.toDoubleArray();
        float[] singles = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            singles[i] = (float) values[i];
        }
        return singles;
    }

    private static List<DynamicTest> cases(
            String precision, Supplier<Device> opener, double tolerance, double logitsTolerance) {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : GOLDEN.get("cases").propertyNames()) {
            tests.add(dynamicTest(precision + " " + name, () -> {
                try (Device device = opener.get();
                        Scope scope = Scope.ofHost();
                        Safetensors golden = golden()) {
                    new Case(device, scope, golden).check(name, tolerance, logitsTolerance);
                }
            }));
        }
        return tests;
    }

    /** The tiny model on a device. */
    private record Case(Device device, Scope scope, Safetensors golden) {
        void check(String name, double tolerance, double logitsTolerance) {
            int dot = name.indexOf('.');
            String dataset = name.substring(dot + 1);
            List<String> recorded = GOLDEN.get("cases")
                    .get(name)
                    .get("templates")
                    .valueStream()
                    .map(JsonNode::stringValue)
                    .toList();
            PromptTemplates templates = templates(dataset);
            ClassTexts texts = new ClassTexts(this::encode, classes());
            switch (dot < 0 ? "" : name.substring(0, dot)) {
                case "" -> {
                    assertEquals(recorded, templates.base());
                    Value expected = Value.of(golden.tensor("taskres_base." + name));
                    Value actual = Value.of(texts.baseClassifier(templates.base(), Underscores.KEEP, scope));
                    expected.assertClose(actual, tolerance);
                }
                case "ZeroshotCLIP" -> {
                    assertEquals(recorded, List.of(templates.single()));
                    checkZeroShot(name, texts.zeroShot(List.of(templates.single()), scope), tolerance, logitsTolerance);
                }
                case "ZeroshotCLIP2" -> {
                    assertEquals(recorded, templates.ensemble());
                    checkZeroShot(name, texts.zeroShot(templates.ensemble(), scope), tolerance, logitsTolerance);
                }
                default -> throw new AssertionError(name);
            }
        }

        private void checkZeroShot(String name, Tensor embeddings, double tolerance, double logitsTolerance) {
            Value actual = Value.of(embeddings);
            Value.of(golden.tensor(name + ".text_features")).assertClose(actual, tolerance);
            Map<String, Tensor> weights = weights(scope);
            Value images = new RecordedTower(config(), weights::get, device)
                    .images(golden.tensor("image"))
                    .get("image_features");
            double scale = Math.exp(weights.get("logit_scale").getFlat(0));
            Value.of(golden.tensor(name + ".logits")).assertClose(images.logits(actual, scale), logitsTolerance);
        }

        private Tensor encode(List<String> prompts, Scope owner) {
            ClipConfig config = config();
            int[][] tokens = prompts.stream()
                    .map(prompt -> tokens(prompt, config.text().contextLength()))
                    .toArray(int[][]::new);
            try (TextEncoder encoder = new TextEncoder(
                    device,
                    weights(scope)::get,
                    config.text(),
                    new TowerSettings(config.activation(), config.layerNormEpsilon()))) {
                Tensor embeddings = owner.allocate(device.computeType(), tokens.length, config.embeddingDim());
                encoder.encode(tokens, embeddings);
                return embeddings;
            }
        }
    }

    private static Safetensors golden() {
        return Safetensors.open(Golden.folder("zeroshot").resolve("zeroshot.safetensors"));
    }

    private static ClipConfig config() {
        return GoldenConfig.of(GOLDEN.get("model").get("constructor"));
    }

    private static Map<String, Tensor> weights(Scope scope) {
        return FormulaWeights.of(config(), SALT, scope);
    }

    private static List<String> classes() {
        return GOLDEN.get("classnames").valueStream().map(JsonNode::stringValue).toList();
    }

    private static PromptTemplates templates(String dataset) {
        return DatasetCatalogue.find(dataset).orElseThrow().templates();
    }

    private static int[] tokens(String text, int contextLength) {
        JsonNode vocabulary = GOLDEN.get("tiny_vocabulary");
        Stream<Integer> words = WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .map(word -> vocabulary.get(word).intValue());
        int[] tokens = Stream.of(
                        Stream.of(GOLDEN.get("sot").intValue()),
                        words,
                        Stream.of(GOLDEN.get("eot").intValue()))
                .flatMap(ids -> ids)
                .mapToInt(Integer::intValue)
                .toArray();
        return Arrays.copyOf(tokens, contextLength);
    }
}
