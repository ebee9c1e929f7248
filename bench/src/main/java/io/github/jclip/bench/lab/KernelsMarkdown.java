// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.report.MarkdownTable;
import io.github.jclip.bench.report.Numbers;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.ArrayList;
import java.util.List;

/** Every op on a device, as Markdown and for the terminal. */
public final class KernelsMarkdown {
    private KernelsMarkdown() {}

    /** The lines, without a heading. */
    public static List<String> lines(KernelsResult result) {
        List<String> lines = new ArrayList<>();
        if (result.timed()) {
            lines.add("Ceilings measured on this device: %s GB/s copying, %s TFLOP/s in the product %s."
                    .formatted(
                            Numbers.significant(result.ceilings().copyGigabytesPerSecond()),
                            Numbers.significant(result.ceilings().teraflopsPerSecond()),
                            result.ceilings().product()));
            lines.add(
                    "Caches are flushed before each run; \"of ceiling\" is the nearer ceiling's time over the median run.");
        } else {
            lines.add("Outputs compared with the CPU device's; nothing was timed.");
        }
        lines.add("");
        MarkdownTable table = new MarkdownTable(
                2, "op", "size", "used", "time", "GB/s", "TFLOP/s", "of ceiling", "bound by", "beside simpler ops");
        for (OpMeasurement it : result.ops()) {
            table.row(
                    it.op() + (it.outcome() == Outcome.PASSED ? "" : " **" + status(it) + "**"),
                    it.size(),
                    it.outcome() == Outcome.PASSED ? Numbers.percent(it.used()) : "",
                    Numbers.timeOrNothing(it.seconds()),
                    it.seconds() > 0 ? Numbers.significant(it.gigabytesPerSecond()) : "",
                    it.seconds() > 0 ? Numbers.significant(it.teraflopsPerSecond()) : "",
                    it.seconds() > 0 ? Numbers.percent(it.ofCeiling()) : "",
                    it.boundBy(),
                    ladder(it));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private static String status(OpMeasurement it) {
        return (it.outcome() == Outcome.FAILED ? "failed: " : "skipped: ") + it.detail();
    }

    private static String ladder(OpMeasurement it) {
        return String.join(
                "; ",
                it.ladder().stream()
                        .map(rung -> rung.seconds() > 0
                                ? Numbers.format("%.2f× %s", rung.ratio(), rung.name())
                                : rung.name())
                        .toList());
    }
}
