// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.taskres.features.EmbeddingSet;
import io.github.jclip.taskres.fewshot.ProbeSampler;
import io.github.jclip.taskres.method.Accuracy;
import io.github.jclip.taskres.method.FewShotTask;
import io.github.jclip.taskres.method.FitListener;
import io.github.jclip.taskres.method.Fitted;
import io.github.jclip.taskres.method.Methods;
import io.github.jclip.taskres.minimise.Lbfgs;
import io.github.jclip.taskres.random.NumpyRandom;
import io.github.jclip.taskres.train.LogisticRegression;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.safetensors.Safetensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** CoOp's {@code lpclip} on made-up features: what it draws, what scikit-learn finds, what its search ends with. */
@Tag("golden:training")
class LinearProbeTest {
    private static final int CLASSES = 6;
    private static final int TEST_IMAGES = 240;

    private final Scope scope = Scope.ofGarbageCollected();
    private Safetensors file;

    @BeforeEach
    void open() {
        file = Safetensors.open(Golden.folder("training").resolve("linear_probe.safetensors"));
    }

    @AfterEach
    void close() {
        file.close();
    }

    private record Draw(int shot, int seed, List<Integer> train, List<Integer> validation) {}

    static Stream<JsonNode> draws() {
        JsonNode selections = Golden.json("training", "linear_probe.json").get("selections");
        return IntStream.range(0, selections.size()).mapToObj(selections::get);
    }

    private Draw draw(int shot, int seed) {
        ProbeSampler sampler = new ProbeSampler(new NumpyRandom(seed));
        List<Integer> train = sampler.sample(labels("train"), CLASSES, shot);
        return new Draw(shot, seed, train, sampler.sample(labels("val"), CLASSES, Math.min(shot, 4)));
    }

    @ParameterizedTest
    @MethodSource("draws")
    void drawsWhatNumpyDraws(JsonNode expected) {
        Draw draw = draw(expected.get("shot").intValue(), expected.get("seed").intValue());
        assertEquals(integers(expected.get("train_idx")), draw.train());
        assertEquals(integers(expected.get("val_idx")), draw.validation());
    }

    static Stream<Arguments> fits() {
        return Stream.of(2, 16)
                .flatMap(
                        shot -> Stream.of("0.0001", "0.01", "1", "100", "10000").map(c -> Arguments.of(shot, c)));
    }

    /**
     * In double precision. With the default tolerance a C of 100 and more ends far from the minimum, and where depends on
     * the path: of 16 shots at C = 10000 on every rounding. scikit-learn 1.9.1 itself, given those samples in twenty other
     * orders, predicts up to 16 of the 240 images differently, 6 on average, and up to 1 at C = 100; in all other fits none.
     */
    @ParameterizedTest
    @MethodSource("fits")
    void findsWhatScikitLearnFinds(int shot, String c) {
        String key = "shot%d_seed1_C%s.".formatted(shot, c);
        EmbeddingSet train = rows("train", draw(shot, 1).train());
        double strength = Double.parseDouble(c);
        try (Device device = new ReferenceDevice()) {
            Tensor images = train.embeddings().copyTo(scope, DType.F64);
            LogisticRegression regression = new LogisticRegression(device, scope, images, train.labels(), CLASSES);
            double[] coarse =
                    regression.solve(strength, Lbfgs.asScikitLearn(1000, 1e-4)).point();
            double[] fine = regression
                    .solve(strength, Lbfgs.asScikitLearn(100_000, 1e-10))
                    .point();
            double[] expectedCoarse = weights(key, "");
            double[] expectedFine = weights(key, "_tol1e-10");

            double reference = objective(images, train.labels(), expectedFine, strength);
            assertEquals(reference, objective(images, train.labels(), fine, strength), 1e-4 * reference);
            boolean roundingDecides = strength > 100 && shot == 16;
            if (!roundingDecides) {
                double expectedValue = objective(images, train.labels(), expectedCoarse, strength);
                assertEquals(expectedValue, objective(images, train.labels(), coarse, strength), 1e-4 * expectedValue);
            }
            if (strength <= 1) {
                assertArrayEquals(expectedFine, fine, 1e-4 * maxAbs(expectedFine));
            }
            int[] expected = Arrays.stream(file.tensor(key + "test_pred").toLongArray())
                    .mapToInt(Math::toIntExact)
                    .toArray();
            long different = IntStream.range(0, TEST_IMAGES)
                    .filter(i -> predict(i, coarse) != expected[i])
                    .count();
            int allowed = roundingDecides ? TEST_IMAGES / 40 : strength == 100 ? 1 : 0;
            assertTrue(different <= allowed, different + " other predictions");
        }
    }

    private int predict(int image, double[] weights) {
        double[] features = file.tensor("test.features").select(0, image).toDoubleArray();
        double[] logits = new double[CLASSES];
        int width = features.length + 1;
        for (int k = 0; k < CLASSES; k++) {
            logits[k] = weights[k * width + width - 1];
            for (int i = 0; i < features.length; i++) {
                logits[k] += weights[k * width + i] * features[i];
            }
        }
        return IntStream.range(0, CLASSES)
                .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                .orElseThrow();
    }

    private static double objective(Tensor images, int[] labels, double[] weights, double c) {
        int width = images.dim(1) + 1;
        double value = 0;
        for (int n = 0; n < labels.length; n++) {
            double[] logits = new double[CLASSES];
            double sum = 0;
            for (int k = 0; k < CLASSES; k++) {
                logits[k] = weights[k * width + width - 1];
                for (int i = 0; i < width - 1; i++) {
                    logits[k] += weights[k * width + i] * images.get(n, i);
                }
            }
            double max = Arrays.stream(logits).max().orElseThrow();
            for (double logit : logits) {
                sum += Math.exp(logit - max);
            }
            value += c * (max + Math.log(sum) - logits[labels[n]]);
        }
        for (int i = 0; i < weights.length; i++) {
            value += i % width < width - 1 ? 0.5 * weights[i] * weights[i] : 0;
        }
        return value;
    }

    private double[] weights(String key, String suffix) {
        Tensor coefficients = file.tensor(key + "coef" + suffix);
        double[] intercepts = file.tensor(key + "intercept" + suffix).toDoubleArray();
        int width = coefficients.dim(1) + 1;
        double[] weights = new double[CLASSES * width];
        for (int k = 0; k < CLASSES; k++) {
            System.arraycopy(coefficients.select(0, k).toDoubleArray(), 0, weights, k * width, width - 1);
            weights[k * width + width - 1] = intercepts[k];
        }
        return weights;
    }

    static Stream<Arguments> searches() {
        return Stream.<Supplier<Device>>of(ReferenceDevice::new, () -> new CpuDevice(1))
                .flatMap(device -> draws().map(draw -> Arguments.of(
                        draw.get("shot").intValue(), draw.get("seed").intValue(), device)));
    }

    /** The last of the eight rounds; one image of 240 may differ. */
    @ParameterizedTest(name = "{0} shots, seed {1}")
    @MethodSource("searches")
    void theSearchEndsWhereTheOriginalEnds(int shot, int seed, Supplier<Device> opener) {
        Draw draw = draw(shot, seed);
        FewShotTask task = new FewShotTask(
                Collections.nCopies(CLASSES, "class"),
                file.tensor("train.features").slice(0, 0, CLASSES),
                Optional.empty(),
                rows("train", draw.train()),
                Optional.of(rows("val", draw.validation())),
                100,
                shot,
                seed);
        String prefix = "synshared, seed %d, %d shot, weight ".formatted(seed, shot);
        String last = lines().stream()
                .filter(line -> line.startsWith(prefix))
                .reduce((_, later) -> later)
                .orElseThrow();
        double c = Double.parseDouble(last.substring(prefix.length(), last.indexOf(", test_acc")));
        double accuracy = Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1));
        try (Device device = opener.get()) {
            Fitted fitted = Methods.named("linear-probe", shot).fit(task, device, scope, FitListener.SILENT);

            EmbeddingSet test = new EmbeddingSet("test", file.tensor("test.features"), labels("test"));
            int[] predictions =
                    Accuracy.predict(device, fitted.classifier(), test).classes();
            int[] labels = test.labels();
            long correct = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == predictions[i])
                    .count();
            assertEquals(c, fitted.chosen().get("c"), 1e-9 * c);
            assertEquals(accuracy, 100.0 * correct / labels.length, 100.0 / TEST_IMAGES + 0.005);
        }
    }

    private static List<String> lines() {
        JsonNode details = Golden.json("training", "linear_probe.json").at("/reports/clip_feat_s8r3_details.txt");
        return IntStream.range(0, details.size())
                .mapToObj(i -> details.get(i).stringValue())
                .toList();
    }

    private int[] labels(String split) {
        return Arrays.stream(file.tensor(split + ".labels").toLongArray())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    private EmbeddingSet rows(String split, List<Integer> rows) {
        int[] labels = labels(split);
        EmbeddingSet all = new EmbeddingSet(split, file.tensor(split + ".features"), labels);
        return all.rows(split, rows, rows.stream().mapToInt(row -> labels[row]).toArray(), scope);
    }

    private static List<Integer> integers(JsonNode values) {
        List<Integer> list = new ArrayList<>();
        values.forEach(value -> list.add(value.intValue()));
        return list;
    }

    private static double maxAbs(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
