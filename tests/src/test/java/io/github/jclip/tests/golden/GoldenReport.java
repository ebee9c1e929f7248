// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts the golden cases of each group: passed, failed, skipped with the reason. A test class belongs to a group by
 * the tag {@code golden:<group>}. The table goes to the console and to {@code target/golden-report.md}.
 */
public final class GoldenReport implements TestExecutionListener {
    private static final String PREFIX = "golden:";

    private static final class Count {
        private int passed;
        private int failed;
        private final Map<String, Integer> skipped = new TreeMap<>();
    }

    private final Map<String, Count> counts = new TreeMap<>();
    private TestPlan plan;

    /** Made by the JUnit platform through the service loader. */
    public GoldenReport() {}

    @Override
    public void testPlanExecutionStarted(TestPlan testPlan) {
        plan = testPlan;
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        count(test).ifPresent(count -> count.skipped.merge(reason, 1, Integer::sum));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
        if (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            return;
        }
        count(test).ifPresent(count -> {
            if (failed) {
                count.failed++;
            } else if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
                String reason = result.getThrowable().map(Throwable::getMessage).orElse("aborted");
                count.skipped.merge(reason, 1, Integer::sum);
            } else {
                count.passed++;
            }
        });
    }

    private Optional<Count> count(TestIdentifier test) {
        Optional<TestIdentifier> current = Optional.of(test);
        while (current.isPresent()) {
            Optional<String> group = current.get().getTags().stream()
                    .map(tag -> tag.getName())
                    .filter(tag -> tag.startsWith(PREFIX))
                    .findFirst();
            if (group.isPresent()) {
                return Optional.of(counts.computeIfAbsent(group.get().substring(PREFIX.length()), _ -> new Count()));
            }
            current = plan.getParent(current.get());
        }
        return Optional.empty();
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan testPlan) {
        if (counts.isEmpty()) {
            return;
        }
        String table = table();
        System.out.println(table);
        try {
            Files.writeString(Path.of("target", "golden-report.md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String table() {
        StringBuilder table =
                new StringBuilder("| golden group | set | passed | failed | skipped |\n|---|---|---|---|---|\n");
        counts.forEach((group, count) -> {
            String set = Golden.isFull(group) ? "full" : "compact";
            int skipped =
                    count.skipped.values().stream().mapToInt(Integer::intValue).sum();
            table.append("| %s | %s | %d | %d | %d |%n".formatted(group, set, count.passed, count.failed, skipped));
        });
        counts.forEach((group, count) -> count.skipped.forEach(
                (reason, times) -> table.append("%nskipped %d of %s: %s".formatted(times, group, reason))));
        return table.toString();
    }
}
