// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.bench.lab.KernelsMarkdown;
import io.github.jclip.bench.lab.KernelsResult;
import io.github.jclip.bench.lab.ModelMeasurement;
import io.github.jclip.bench.report.MarkdownTable;
import io.github.jclip.bench.report.Numbers;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A report as Markdown. */
public final class VerifyMarkdown {
    private static final String NOTHING = "";

    private final VerifyReport report;
    private final List<String> lines = new ArrayList<>();

    private VerifyMarkdown(VerifyReport report) {
        this.report = report;
    }

    /** The lines. */
    public static List<String> lines(VerifyReport report) {
        VerifyMarkdown markdown = new VerifyMarkdown(report);
        markdown.summary();
        markdown.conformance();
        markdown.sanitizer();
        markdown.towers();
        markdown.taskres();
        markdown.kernels();
        markdown.models();
        markdown.findings();
        markdown.pytorch();
        return markdown.lines;
    }

    private void summary() {
        line("# jclip gpu-verify: " + (report.complete() ? verdict() : "not finished"));
        line(NOTHING);
        line("%d checks passed, %d failed, %d skipped.".formatted(report.passed(), report.failed(), report.skipped()));
        if (report.emulated()) {
            line("The GPU is emulated on the host (cuda-emulated): this says nothing about speed.");
        }
        if (report.quick()) {
            line("A quick verification: a few cases of each op, tiny models.");
        }
        line(NOTHING);
        line("- date: %s, %s".formatted(report.date(), Numbers.time(report.seconds())));
        line("- device: " + report.device() + (report.emulated() ? " (cuda-emulated)" : ""));
        line("- driver: " + report.driver());
        report.precisions()
                .forEach(it ->
                        line("- %s: %s".formatted(it.precision(), (it.available() ? "" : "skipped, ") + it.device())));
        line("- processor: %s, %d usable"
                .formatted(report.machine().processor(), report.machine().processors()));
        line("- system: " + report.machine().system());
        line("- Java: " + report.machine().jdk());
        line("- jclip: " + report.machine().jclip());
        if (report.sanitizer().isEmpty()) {
            line("- %s: not run".formatted(Sanitizer.NAME));
        }
        report.faults().forEach(it -> line("- **%s ended early**: %s".formatted(it.part(), it.fault())));
    }

    private String verdict() {
        return report.failed() == 0 ? "passed" : "failed";
    }

    private void conformance() {
        if (report.conformance().isEmpty()) {
            return;
        }
        heading("Conformance");
        line("Every op against its specification in double precision. \"used\" is the largest error of a case that"
                + " passed,");
        line("as a share of the tolerance that rounding explains.");
        line(NOTHING);
        MarkdownTable counts = new MarkdownTable(1, "precision", "passed", "failed", "skipped", "of", "used", "time");
        for (ConformanceResult it : report.conformance()) {
            double used =
                    it.ops().stream().mapToDouble(OpConformance::used).max().orElse(0);
            counts.row(
                    it.precision(),
                    Integer.toString(it.passed()),
                    Integer.toString(it.failed()),
                    Integer.toString(it.skipped()),
                    Integer.toString(it.available()),
                    Numbers.percent(used),
                    Numbers.time(it.seconds()));
        }
        lines.addAll(counts.lines());
        line(NOTHING);
        usedByOp();
        for (ConformanceResult it : report.conformance()) {
            it.failures().forEach(failure -> line("- **failed** %s: %s".formatted(failure.name(), failure.detail())));
        }
        skips();
    }

    /** Reasons with the number of cases in each precision. */
    private void skips() {
        Map<String, List<String>> counts = new LinkedHashMap<>();
        for (ConformanceResult it : report.conformance()) {
            for (SkippedCases skip : it.skips()) {
                counts.computeIfAbsent(skip.reason(), _ -> new ArrayList<>())
                        .add("%s %d".formatted(it.precision(), skip.cases().size()));
            }
        }
        counts.forEach((reason, cases) -> line("- skipped (%s): %s".formatted(String.join(", ", cases), reason)));
    }

    private void usedByOp() {
        Set<String> ops = new LinkedHashSet<>();
        report.conformance().forEach(it -> it.ops().forEach(op -> ops.add(op.op())));
        List<String> header = new ArrayList<>(List.of("op"));
        report.conformance().forEach(it -> header.add(it.precision()));
        MarkdownTable table = new MarkdownTable(1, header.toArray(String[]::new));
        for (String op : ops) {
            List<String> row = new ArrayList<>(List.of(op));
            for (ConformanceResult result : report.conformance()) {
                row.add(result.ops().stream()
                        .filter(it -> it.op().equals(op))
                        .findFirst()
                        .map(VerifyMarkdown::summary)
                        .orElse(NOTHING));
            }
            table.row(row.toArray(String[]::new));
        }
        lines.addAll(table.lines());
        line(NOTHING);
    }

    private static String summary(OpConformance op) {
        String passed = op.passed() > 0 ? "%d, used %s".formatted(op.passed(), Numbers.percent(op.used())) : "";
        String failed = op.failed() > 0 ? " **%d failed**".formatted(op.failed()) : "";
        String skipped = op.skipped() > 0 ? " %d skipped".formatted(op.skipped()) : "";
        return (passed + failed + skipped).strip();
    }

    private void sanitizer() {
        if (report.sanitizer().isEmpty()) {
            return;
        }
        heading("Compute Sanitizer");
        line(
                "Cases of each op once more, in a process under each tool. Warnings are hazards that it takes for no error.");
        line(NOTHING);
        MarkdownTable table =
                new MarkdownTable(2, "tool", "outcome", "cases passed", "errors", "warnings", "time", "version");
        for (SanitizerResult it : report.sanitizer()) {
            table.row(
                    it.tool(),
                    outcome(it.outcome()) + (it.detail().isEmpty() ? "" : ": " + it.detail()),
                    Long.toString(it.cases()),
                    Long.toString(it.errors()),
                    Long.toString(it.warnings()),
                    Numbers.time(it.seconds()),
                    it.version());
        }
        lines.addAll(table.lines());
        line(NOTHING);
        for (SanitizerResult it : report.sanitizer()) {
            it.findings().forEach(finding -> line("- %s: %s".formatted(it.tool(), finding)));
        }
    }

    private void towers() {
        if (report.towers().isEmpty()) {
            return;
        }
        heading("Towers");
        line("Formula weights; every stage beside the CPU device in F32. \"used\" is the largest share of a stage's"
                + " tolerance.");
        line(NOTHING);
        MarkdownTable table = new MarkdownTable(
                4, "architecture", "tower", "precision", "outcome", "stages", "used", "at", "least cosine", "time");
        for (TowerResult it : report.towers()) {
            table.row(
                    it.architecture(),
                    it.tower(),
                    it.precision(),
                    outcome(it.outcome()) + (it.detail().isEmpty() ? "" : ", " + it.detail()),
                    Integer.toString(it.stages().size()),
                    it.stages().isEmpty() ? NOTHING : Numbers.percent(it.used()),
                    it.worstStage(),
                    it.stages().isEmpty() ? NOTHING : Numbers.format("%.6f", it.cosine()),
                    Numbers.time(it.seconds()));
        }
        lines.addAll(table.lines());
    }

    private void taskres() {
        if (report.taskres().isEmpty()) {
            return;
        }
        heading("TaskRes");
        line("The same training on the CPU device and on this one: the losses of every step, the finished classifier.");
        line(NOTHING);
        MarkdownTable table = new MarkdownTable(
                2,
                "precision",
                "outcome",
                "steps",
                "used",
                "last loss",
                "on the CPU",
                "accuracy",
                "on the CPU",
                "changed",
                "may change",
                "time");
        for (TrajectoryResult it : report.taskres()) {
            Optional<TrajectoryResult.StepParity> last = it.steps().isEmpty()
                    ? Optional.empty()
                    : Optional.of(it.steps().getLast());
            table.row(
                    it.precision(),
                    outcome(it.outcome()) + (it.detail().isEmpty() ? "" : ", " + it.detail()),
                    Integer.toString(it.steps().size()),
                    Numbers.percent(it.used()),
                    last.map(step -> Numbers.format("%.6f", step.onDevice())).orElse(NOTHING),
                    last.map(step -> Numbers.format("%.6f", step.onCpu())).orElse(NOTHING),
                    last.isEmpty() ? NOTHING : Numbers.format("%.2f %%", it.accuracy()),
                    last.isEmpty() ? NOTHING : Numbers.format("%.2f %%", it.accuracyOnCpu()),
                    Integer.toString(it.changed()),
                    Integer.toString(it.mayChange()),
                    Numbers.timeOrNothing(it.seconds()));
        }
        lines.addAll(table.lines());
    }

    private void kernels() {
        for (KernelsResult result : report.kernels()) {
            heading("Ops in " + result.precision());
            lines.addAll(KernelsMarkdown.lines(result));
        }
    }

    private void models() {
        if (report.models().isEmpty()) {
            return;
        }
        heading("Models");
        line("Input and output lie in the device's memory. The floor is what the ceilings allow its ops, one by one.");
        line(NOTHING);
        MarkdownTable table = new MarkdownTable(
                3,
                "model",
                "tower",
                "precision",
                "batch",
                "time",
                "a second",
                "ops",
                "GFLOP",
                "MB",
                "floor",
                "of floor");
        for (ModelMeasurement it : report.models()) {
            table.row(
                    it.architecture(),
                    it.tower() + (it.detail().isEmpty() ? "" : ": " + it.detail()),
                    it.precision(),
                    Integer.toString(it.batch()),
                    Numbers.timeOrNothing(it.seconds()),
                    it.perSecond() > 0 ? Numbers.significant(it.perSecond()) : NOTHING,
                    Integer.toString(it.ops()),
                    Numbers.significant(it.flops() * 1e-9),
                    Numbers.significant(it.bytes() * 1e-6),
                    Numbers.timeOrNothing(it.floorSeconds()),
                    it.seconds() > 0 ? Numbers.percent(it.floorSeconds() / it.seconds()) : NOTHING);
        }
        lines.addAll(table.lines());
    }

    private void findings() {
        if (!report.findings().isEmpty()) {
            line(NOTHING);
            report.findings().forEach(it -> line("- " + it));
        }
    }

    private void pytorch() {
        for (PyTorchResult peer : report.pytorch()) {
            heading("PyTorch");
            line("%s, %s; ratios above 1 say that jclip is faster.".formatted(peer.version(), peer.device()));
            if (!peer.detail().isEmpty()) {
                line(peer.detail());
            }
            line(NOTHING);
            MarkdownTable table = new MarkdownTable(
                    3, "model", "precision", "mode", "batch", "PyTorch", "jclip", "ratio", "least cosine");
            for (PyTorchResult.Timing it : peer.timings()) {
                Optional<ModelMeasurement> ours = jclip(it);
                table.row(
                        it.architecture(),
                        it.precision(),
                        it.mode() + (it.detail().isEmpty() ? "" : ": " + it.detail()),
                        Integer.toString(it.batch()),
                        Numbers.timeOrNothing(it.seconds()),
                        ours.map(own -> Numbers.timeOrNothing(own.seconds())).orElse(NOTHING),
                        ours.filter(own -> own.seconds() > 0 && it.seconds() > 0)
                                .map(own -> Numbers.format("%.2f×", it.seconds() / own.seconds()))
                                .orElse(NOTHING),
                        it.cosine() > 0 ? Numbers.format("%.6f", it.cosine()) : NOTHING);
            }
            lines.addAll(table.lines());
        }
    }

    private Optional<ModelMeasurement> jclip(PyTorchResult.Timing timing) {
        return report.models().stream()
                .filter(it -> it.precision().equals(timing.precision())
                        && it.architecture().equals(timing.architecture())
                        && it.batch() == timing.batch()
                        && !it.tower().equals("text"))
                .findFirst();
    }

    private static String outcome(Outcome outcome) {
        String name = outcome.name().toLowerCase(Locale.ROOT);
        return outcome == Outcome.FAILED ? "**" + name + "**" : name;
    }

    private void heading(String text) {
        line(NOTHING);
        line("## " + text);
        line(NOTHING);
    }

    private void line(String text) {
        lines.add(text);
    }
}
