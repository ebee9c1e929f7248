// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.Ceiling;
import io.github.jclip.bench.CopyBandwidth;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Timing;
import io.github.jclip.bench.report.HtmlReport;
import io.github.jclip.bench.report.Numbers;
import io.github.jclip.bench.report.RooflinePlot;
import io.github.jclip.taskres.page.HtmlPage;
import io.github.jclip.taskres.page.Markup;
import io.github.jclip.tensor.conformance.Outcome;
import java.util.List;
import java.util.Locale;

/** Every op on a device as one HTML page that needs nothing else: the roofline, then a table. */
public final class KernelsPage {
    private final KernelsResult result;
    private final StringBuilder html = new StringBuilder();

    private KernelsPage(KernelsResult result) {
        this.result = result;
    }

    /** The page. */
    public static String of(KernelsResult result) {
        return new KernelsPage(result).page();
    }

    private String page() {
        html.append("<h1>jclip bench kernels</h1>\n<section>\n<dl>\n");
        fact("device", result.device());
        fact("precision", result.precision());
        if (result.timed()) {
            fact("copying", Numbers.significant(result.ceilings().copyGigabytesPerSecond()) + " GB/s");
            fact(
                    "largest product",
                    "%s TFLOP/s, %s"
                            .formatted(
                                    Numbers.significant(result.ceilings().teraflopsPerSecond()),
                                    result.ceilings().product()));
        }
        html.append("</dl>\n</section>\n");
        roofline();
        table();
        return HtmlPage.of("jclip bench kernels", HtmlReport.class, "report.css", html);
    }

    private void fact(String name, String value) {
        html.append("<div><dt>")
                .append(Markup.escape(name))
                .append("</dt><dd>")
                .append(Markup.escape(value))
                .append("</dd></div>\n");
    }

    private void roofline() {
        List<Measurement> dots = result.ops().stream()
                .filter(it -> it.seconds() > 0 && it.flops() > 0)
                .map(KernelsPage::measurement)
                .toList();
        if (dots.isEmpty()) {
            return;
        }
        Ceiling ceiling = new Ceiling(
                0,
                result.ceilings().teraflopsPerSecond() * 1e3,
                List.of(new CopyBandwidth(
                        CeilingProbe.COPY_BYTES, result.ceilings().copyGigabytesPerSecond())));
        html.append("<section>\n"
                        + "<h2>Roofline</h2>\n"
                        + "<p>A dot is an op: how fast it was, over the arithmetic it has for each byte that must"
                        + " move. The line is what the device reached when copying and in its largest"
                        + " product.</p>\n"
                        + "<figure><div class=\"scroll\">")
                .append(RooflinePlot.of(
                        ceiling,
                        result.precision(),
                        "product " + result.ceilings().product(),
                        dots))
                .append("</div></figure>\n</section>\n");
    }

    private static Measurement measurement(OpMeasurement it) {
        Timing timing = new Timing(
                "jclip",
                "",
                it.seconds(),
                it.seconds(),
                1,
                it.teraflopsPerSecond() * 1e3,
                it.gigabytesPerSecond(),
                0,
                it.ofCeiling(),
                1);
        return new Measurement(
                "ops", it.op(), it.size(), 0, it.flops(), it.bytes(), 0, 0, 0, List.of(timing), List.of());
    }

    private void table() {
        html.append("<section>\n"
                + "<h2>Every op</h2>\n"
                + "<p>Outputs are compared with the CPU device's first; \"used\" is the largest error as a share"
                + " of its tolerance. Caches are flushed before each run. The last column is how many times as"
                + " long simpler ops take for the same result.</p>\n"
                + "<div class=\"scroll\"><table>\n"
                + "<thead><tr>");
        for (String head : List.of("op", "size")) {
            html.append("<th>").append(head).append("</th>");
        }
        for (String head : List.of("used", "time", "GB/s", "TFLOP/s", "of ceiling", "bound by", "simpler ops")) {
            html.append("<th class=\"number\">").append(head).append("</th>");
        }
        html.append("</tr></thead>\n<tbody>\n");
        for (OpMeasurement it : result.ops()) {
            boolean timed = it.seconds() > 0;
            html.append("<tr>");
            cell(it.op(), false);
            cell(it.outcome() == Outcome.PASSED ? it.size() : it.size() + ": " + status(it), false);
            cell(it.outcome() == Outcome.PASSED ? Numbers.percent(it.used()) : "", true);
            cell(Numbers.timeOrNothing(it.seconds()), true);
            cell(timed ? Numbers.significant(it.gigabytesPerSecond()) : "", true);
            cell(timed ? Numbers.significant(it.teraflopsPerSecond()) : "", true);
            cell(timed ? Numbers.percent(it.ofCeiling()) : "", true);
            cell(it.boundBy(), true);
            cell(
                    String.join(
                            ", ",
                            it.ladder().stream()
                                    .map(rung -> Numbers.ratio(rung.ratio()))
                                    .toList()),
                    true);
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n</section>\n");
    }

    private static String status(OpMeasurement it) {
        return it.outcome().name().toLowerCase(Locale.ROOT) + ", " + it.detail();
    }

    private void cell(String text, boolean number) {
        html.append(number ? "<td class=\"number\">" : "<td>")
                .append(Markup.escape(text))
                .append("</td>");
    }
}
