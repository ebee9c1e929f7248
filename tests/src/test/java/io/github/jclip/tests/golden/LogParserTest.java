// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.taskres.sweep.LogParser;
import io.github.jclip.tensor.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** What the original's parser of logs prints, byte for byte. */
@Tag("golden:ensemble")
class LogParserTest {
    private static final String GROUP = "ensemble";

    @TestFactory
    Stream<DynamicTest> printsWhatTheOriginalPrints() {
        return Golden.json(GROUP, "parse_expected.json")
                .get("cases")
                .valueStream()
                .map(example -> {
                    List<String> arguments = example.get("args")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList();
                    String repository = example.get("repo").asString();
                    return DynamicTest.dynamicTest(
                            repository + " " + String.join(" ", arguments),
                            () -> check(example, repository, arguments));
                });
    }

    private static void check(JsonNode example, String repository, List<String> arguments) {
        String base = Golden.folder(GROUP).resolve("parse") + "/";
        StringBuilder printed = new StringBuilder();
        String signal = repository.equals("APEX") ? "Finished training" : LogParser.END_SIGNAL;
        int keyword = arguments.indexOf("--keyword");
        LogParser parser = new LogParser(
                keyword < 0 ? "accuracy" : arguments.get(keyword + 1),
                arguments.contains("--test-log") ? LogParser.TEST_SIGNAL : signal,
                arguments.contains("--ci95") ? LogParser.Spread.CI95 : LogParser.Spread.STD,
                line -> printed.append(line.replace(base, "")).append('\n'));
        List<String> failures = new ArrayList<>();
        try {
            String directory = base + arguments.getFirst();
            if (arguments.contains("--multi-exp")) {
                parser.parseEach(directory);
            } else {
                parser.parse(directory);
            }
        } catch (BadInputException e) {
            failures.add(e.getMessage());
        }
        assertEquals(example.get("stdout").asString(), printed.toString());
        assertEquals(example.get("error").isNull(), failures.isEmpty(), failures.toString());
    }
}
