// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.BadInputException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class MethodsTest {
    @SuppressWarnings("unused") // A field source.
    static final java.util.List<String> NAMES = Methods.NAMES;

    @ParameterizedTest
    @FieldSource("NAMES")
    void settingsGoOutAndComeBack(String name) {
        Method method = Methods.named(name, 16);
        assertEquals(name, method.name());
        Map<String, String> written = new HashMap<>();
        Methods.settings(method).forEach((key, value) -> written.put(key, value.toString()));
        assertEquals(method, Methods.with(method, written, "test"));
    }

    @Test
    void settingsAreSetByName() {
        TaskRes changed = (TaskRes) Methods.with(
                Methods.named("taskres", 16),
                Map.of("lr", "2e-4", "final-model", "BEST_VAL", "learnable-alpha", "true", "batch-size", " 8 "),
                "test");
        assertEquals(new TaskRes(0.5, true, TaskRes.Side.TEXT, 2e-4, 5e-4, 200, 8, FinalModel.BEST_VAL), changed);
        assertEquals(100, Methods.named("taskres", 4).plannedEpochs());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "taskres | beta | 1 | file.yaml: taskres has no setting 'beta'; it has alpha",
                "taskres | lr | fast | file.yaml: lr 'fast': give a number",
                "taskres | epochs | 1.5 | file.yaml: epochs '1.5': give a whole number",
                "taskres | epochs | 0 | epochs 0: train for at least 1",
                "taskres | side | both | give one of text, image",
                "taskres | alpha | NaN | alpha NaN: give a finite number",
                "tip-adapter | search | maybe | give one of true, false",
                "tip-adapter | beta | -1 | beta -1.0: give 0 or more",
                "tip-adapter-f | beta-steps | 0 | beta-steps 0: give at least 1",
                "clip-adapter | ratio | 1 | ratio 1.0: give one below 1",
                "linear-probe | c | 0 | c 0.0: give one above 0"
            })
    void refusesWhatItCannotUse(String name, String key, String value, String message) {
        Method method = Methods.named(name, 16);
        String line = assertThrows(BadInputException.class, () -> Methods.with(method, Map.of(key, value), "file.yaml"))
                .getMessage();
        assertTrue(line.contains(message), line);
        assertEquals(1, line.lines().count(), line);
    }

    @Test
    void thereIsNoOtherMethod() {
        assertTrue(assertThrows(BadInputException.class, () -> Methods.named("lora", 1))
                .getMessage()
                .contains("choose one of zero-shot"));
    }
}
