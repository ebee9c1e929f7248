// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.lab.ModelMeasurement.Kind;
import io.github.jclip.bench.report.MarkdownTable;
import io.github.jclip.bench.report.Numbers;
import java.util.ArrayList;
import java.util.List;

/** A tower taken apart into kinds of op, as Markdown and for the terminal. */
public final class ModelMarkdown {
    private ModelMarkdown() {}

    /** The lines. */
    public static List<String> lines(ModelMeasurement it, DeviceCeilings ceilings) {
        List<String> lines = new ArrayList<>();
        lines.add("%s %s, %s, batch %d: %s"
                .formatted(
                        it.architecture(),
                        it.tower(),
                        it.precision(),
                        it.batch(),
                        it.detail().isEmpty()
                                ? "%s, %s a second"
                                        .formatted(Numbers.time(it.seconds()), Numbers.significant(it.perSecond()))
                                : it.detail()));
        lines.add(
                "Ceilings of the device: %s GB/s copying, %s TFLOP/s in the product %s. The floor of its ops, one by one: %s."
                        .formatted(
                                Numbers.significant(ceilings.copyGigabytesPerSecond()),
                                Numbers.significant(ceilings.teraflopsPerSecond()),
                                ceilings.product(),
                                Numbers.time(it.floorSeconds())));
        lines.add("");
        MarkdownTable table =
                new MarkdownTable(1, "kind of op", "ops", "GFLOP", "MB", "floor", "alone", "of floor", "of all");
        double alone = it.kinds().stream().mapToDouble(Kind::seconds).sum();
        for (Kind kind : it.kinds()) {
            row(table, kind, alone);
        }
        row(table, new Kind("all, alone", it.ops(), it.flops(), it.bytes(), it.floorSeconds(), alone), alone);
        row(table, new Kind("the tower", it.ops(), it.flops(), it.bytes(), it.floorSeconds(), it.seconds()), alone);
        lines.addAll(table.lines());
        return lines;
    }

    private static void row(MarkdownTable table, Kind kind, double all) {
        table.row(
                kind.kind(),
                Integer.toString(kind.ops()),
                Numbers.significant(kind.flops() * 1e-9),
                Numbers.significant(kind.bytes() * 1e-6),
                Numbers.time(kind.floorSeconds()),
                Numbers.timeOrNothing(kind.seconds()),
                kind.seconds() > 0 ? Numbers.percent(kind.floorSeconds() / kind.seconds()) : "",
                kind.seconds() > 0 ? Numbers.percent(kind.seconds() / all) : "");
    }
}
