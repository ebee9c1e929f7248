// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.conformance.CaseResult;
import io.github.jclip.tensor.conformance.ConformanceSuite;
import io.github.jclip.tensor.conformance.OpCase;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs the conformance suite. */
final class ConformancePart {
    /** Of each op in a quick verification. */
    private static final int QUICK_CASES = 4;

    private ConformancePart() {}

    static ConformanceResult run(Device device, Precision precision, boolean quick) {
        long start = System.nanoTime();
        Map<String, List<OpCase>> byOp = ConformanceSuite.cases(precision).stream()
                .collect(Collectors.groupingBy(ConformancePart::op, TreeMap::new, Collectors.toList()));
        List<OpConformance> ops = new ArrayList<>();
        List<CaseResult> all = new ArrayList<>();
        byOp.forEach((op, cases) -> {
            List<CaseResult> results = (quick ? spread(cases) : cases)
                    .stream().map(it -> it.run(device)).toList();
            ops.add(summary(op, results));
            all.addAll(results);
        });
        int passed = with(Outcome.PASSED, all).size();
        int failed = with(Outcome.FAILED, all).size();
        return new ConformanceResult(
                precision.name(),
                failed > 0 ? Outcome.FAILED : passed > 0 ? Outcome.PASSED : Outcome.SKIPPED,
                byOp.values().stream().mapToInt(Collection::size).sum(),
                passed,
                failed,
                with(Outcome.SKIPPED, all).size(),
                (System.nanoTime() - start) * 1e-9,
                ops,
                failures(all),
                skips(all));
    }

    /** The first word of a case's name. */
    private static String op(OpCase opCase) {
        return opCase.name().substring(0, opCase.name().indexOf(' '));
    }

    /** A few cases from all over the list, so that views and odd sizes are among them. */
    private static List<OpCase> spread(List<OpCase> cases) {
        int count = Math.min(QUICK_CASES, cases.size());
        return IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : i * (cases.size() - 1) / (count - 1))
                .mapToObj(cases::get)
                .toList();
    }

    private static OpConformance summary(String op, List<CaseResult> results) {
        List<CaseResult> passed = with(Outcome.PASSED, results);
        var worst = passed.stream().max(Comparator.comparingDouble(CaseResult::used));
        return new OpConformance(
                op,
                passed.size(),
                with(Outcome.FAILED, results).size(),
                with(Outcome.SKIPPED, results).size(),
                worst.map(CaseResult::used).orElse(0.0),
                worst.map(CaseResult::name).orElse(""));
    }

    private static List<CaseResult> with(Outcome outcome, List<CaseResult> results) {
        return results.stream().filter(it -> it.outcome() == outcome).toList();
    }

    private static List<FailedCase> failures(List<CaseResult> results) {
        return with(Outcome.FAILED, results).stream()
                .map(it -> new FailedCase(it.name(), it.detail()))
                .toList();
    }

    private static List<SkippedCases> skips(List<CaseResult> results) {
        Map<String, List<String>> byReason = with(Outcome.SKIPPED, results).stream()
                .collect(Collectors.groupingBy(
                        CaseResult::detail, TreeMap::new, Collectors.mapping(CaseResult::name, Collectors.toList())));
        return byReason.entrySet().stream()
                .map(it -> new SkippedCases(it.getKey(), it.getValue()))
                .toList();
    }
}
