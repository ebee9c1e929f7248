// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.report;

import io.github.jclip.bench.BenchResult;
import io.github.jclip.bench.Measurement;
import io.github.jclip.bench.Target;
import io.github.jclip.bench.Timing;
import io.github.jclip.taskres.page.HtmlPage;
import io.github.jclip.taskres.page.Markup;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result as one HTML page that needs nothing else: no network, no script; light and dark, wide and narrow. */
public final class HtmlReport {
    /** A bar that is full. */
    private static final double LONGEST_RATIO = 2;

    private final BenchResult result;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(BenchResult result) {
        this.result = result;
    }

    /** The page. */
    public static String of(BenchResult result) {
        return new HtmlReport(result).page();
    }

    private String page() {
        html.append("<h1>jclip bench</h1>\n");
        machine();
        targets();
        rooflines();
        ratios();
        tables();
        absences();
        return HtmlPage.of("jclip bench", HtmlReport.class, "report.css", html);
    }

    private void machine() {
        html.append("<section>\n<dl>\n");
        facts(Notes.machine(result));
        facts(Notes.peers(result));
        html.append("</dl>\n</section>\n");
    }

    private void facts(Map<String, String> facts) {
        facts.forEach((name, value) -> html.append("<div><dt>")
                .append(Markup.escape(name))
                .append("</dt><dd>")
                .append(Markup.escape(value))
                .append("</dd></div>\n"));
    }

    private void targets() {
        if (result.targets().isEmpty()) {
            return;
        }
        html.append("<section>\n<h2>Targets</h2>\n<table class=\"targets\">\n");
        html.append(
                "<thead><tr><th>what</th><th>on</th><th>goal</th><th>reached</th><th></th></tr></thead>\n<tbody>\n");
        for (Target it : result.targets()) {
            String status = it.status().name().toLowerCase(Locale.ROOT);
            html.append("<tr>");
            cell(it.what(), "");
            cell(Numbers.threads(it.threads()), "on");
            cell(it.goal(), "");
            cell(it.reached(), "reached");
            html.append("<td><span class=\"status ")
                    .append(status)
                    .append("\">")
                    .append(status)
                    .append("</span> <span class=\"soft\">")
                    .append(Markup.escape(it.reason()))
                    .append("</span></td></tr>\n");
        }
        html.append("</tbody></table>\n</section>\n");
    }

    private void rooflines() {
        if (result.measurements().stream().noneMatch(it -> it.flops() > 0 && it.bytes() > 0)) {
            return;
        }
        html.append("<section>\n<h2>Roofline</h2>\n<p>A dot is a case: how fast it was, over the arithmetic it has for "
                + "each byte that must move. The solid line is what the memory and the arithmetic allow; a case that "
                + "fits a cache, or reads more than it writes, may lie above its slope. \"unproven\" is a share of "
                + "a ceiling whose samples disagree.</p>\n");
        List<String> ceilings = Notes.ceilings(result);
        List<String> plots = RooflinePlot.of(result);
        for (int i = 0; i < plots.size(); i++) {
            html.append("<figure><div class=\"scroll\">").append(plots.get(i)).append("</div>\n<figcaption>");
            html.append(Markup.escape(ceilings.get(i))).append("</figcaption></figure>\n");
        }
        html.append("</section>\n");
    }

    private void ratios() {
        if (result.measurements().stream().allMatch(it -> it.peers().isEmpty())) {
            return;
        }
        html.append(
                "<section>\n<h2>Beside the peers</h2>\n<p>A peer's time over jclip's, in turns within one run on the "
                        + "same operands, after their outputs were compared: the median over the rounds. Beyond the mark at 1, jclip is faster; "
                        + "a bar ends at 2.</p>\n");
        for (Measurement measurement : result.measurements()) {
            if (!measurement.peers().isEmpty()) {
                bars(measurement);
            }
        }
        html.append("</section>\n");
    }

    private void bars(Measurement measurement) {
        html.append("<div class=\"race\"><h3>")
                .append(Markup.escape(measurement.name() + " " + measurement.size()))
                .append(" <span class=\"soft\">")
                .append(Numbers.threads(measurement.threads()))
                .append("</span></h3>\n");
        for (Timing peer : measurement.peers()) {
            double share = Math.min(peer.ratio(), LONGEST_RATIO) / LONGEST_RATIO;
            html.append("<div class=\"bar\"><span>")
                    .append(Markup.escape(peer.contender()))
                    .append("</span><span class=\"track\"><span class=\"fill ")
                    .append(peer.ratio() >= 1 ? "ahead" : "behind")
                    .append(Numbers.format(
                            "\" style=\"width:%.1f%%\"></span></span><span class=\"number\">", 100 * share))
                    .append(Numbers.ratio(peer.ratio()))
                    .append("</span></div>\n");
        }
        html.append("</div>\n");
    }

    private void tables() {
        html.append(
                "<section>\n<h2>Every case</h2>\n<p>Times are medians; rates and the share of the ceiling are those of "
                        + "the best run.</p>\n");
        for (Table table : Table.of(result)) {
            html.append("<h3>")
                    .append(Markup.escape(table.title()))
                    .append("</h3>\n<div class=\"scroll\"><table>\n<thead><tr>");
            for (int i = 0; i < table.header().size(); i++) {
                html.append(i < Table.WORDS ? "<th>" : "<th class=\"number\">")
                        .append(Markup.escape(table.header().get(i)))
                        .append("</th>");
            }
            html.append("</tr></thead>\n<tbody>\n");
            for (List<String> row : table.rows()) {
                html.append("<tr>");
                for (int i = 0; i < row.size(); i++) {
                    cell(row.get(i), i < Table.WORDS ? "" : "number");
                }
                html.append("</tr>\n");
            }
            html.append("</tbody></table></div>\n");
        }
        html.append("</section>\n");
    }

    private void absences() {
        List<String> absences = Notes.absences(result);
        if (absences.isEmpty()) {
            return;
        }
        html.append("<section>\n<h2>Without a time</h2>\n<ul>\n");
        absences.forEach(line -> html.append("<li>").append(Markup.escape(line)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }

    private void cell(String text, String kind) {
        html.append(kind.isEmpty() ? "<td>" : "<td class=\"" + kind + "\">")
                .append(Markup.escape(text))
                .append("</td>");
    }
}
