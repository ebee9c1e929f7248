// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.taskres.evaluation.Predictions;
import io.github.jclip.taskres.evaluation.Scores;
import io.github.jclip.taskres.train.Classification;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Dassl's evaluator: accuracy, macro-F1 and the lines of each class. */
@Tag("golden:ensemble")
class EvaluatorTest {
    static Stream<JsonNode> cases() {
        JsonNode cases = Golden.json("ensemble", "evaluator.json");
        return IntStream.range(0, cases.size()).mapToObj(cases::get);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void scoresAsDasslDoes(JsonNode golden) {
        int classes = golden.get("C").intValue();
        int[] labels = IntStream.range(0, golden.get("N").intValue())
                .map(i -> golden.get("labels").get(i).intValue())
                .toArray();

        Scores scores = Scores.of(labels, predictions(golden, classes), classes);

        JsonNode results = golden.get("results");
        assertEquals(results.get("accuracy").doubleValue(), scores.accuracy(), 1e-9);
        assertEquals(results.get("error_rate").doubleValue(), scores.error(), 1e-9);
        assertEquals(results.get("macro_f1").doubleValue(), scores.macroF1(), 1e-9);
        if (golden.get("per_class_result").booleanValue()) {
            assertEquals(results.get("perclass_accuracy").doubleValue(), scores.meanClassAccuracy(), 1e-9);
            assertEquals(
                    golden.get("stdout")
                            .stringValue()
                            .lines()
                            .filter(line -> line.startsWith("* class: "))
                            .toList(),
                    IntStream.range(0, classes)
                            .filter(k -> scores.classTotals().get(k) > 0)
                            .mapToObj(k -> line(scores, k))
                            .toList());
        }
    }

    private static String line(Scores scores, int k) {
        return String.format(
                Locale.ROOT,
                "* class: %d (class%d)\ttotal: %,d\tcorrect: %,d\tacc: %.1f%%",
                k,
                k,
                scores.classTotals().get(k),
                scores.classCorrect().get(k),
                scores.accuracy(k));
    }

    private static Predictions predictions(JsonNode golden, int classes) {
        int count = golden.get("N").intValue();
        double[] values = new double[count * classes];
        for (int i = 0; i < values.length; i++) {
            values[i] = golden.get("logits").get(i / classes).get(i % classes).doubleValue();
        }
        Tensor logits = Tensor.ofDoubles(Scope.ofGarbageCollected(), values, count, classes);
        try (Device device = new ReferenceDevice()) {
            return Classification.predict(device, classes, (rows, result) -> result.copyFrom(rows), logits);
        }
    }
}
