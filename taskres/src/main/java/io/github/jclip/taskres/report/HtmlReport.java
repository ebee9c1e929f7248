// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import io.github.jclip.taskres.page.HtmlPage;
import io.github.jclip.taskres.page.Markup;
import java.util.List;
import java.util.Locale;

/**
 * A report as one HTML page that needs nothing else: no network, no script; light and dark, wide and narrow, on screen
 * and on paper.
 */
public final class HtmlReport {
    private final Report report;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(Report report) {
        this.report = report;
    }

    /** The page. */
    public static String of(Report report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        html.append("<header>\n<h1>").append(Markup.escape(report.title())).append("</h1>\n");
        facts();
        contents();
        html.append("</header>\n<main>\n");
        report.galleries().forEach(this::chapter);
        for (int i = 0; i < report.sections().size(); i++) {
            section(report.sections().get(i), i);
        }
        report.steps().ifPresent(this::chapter);
        skipped();
        html.append("</main>\n");
        return HtmlPage.of(report.title(), HtmlReport.class, "report.css", html);
    }

    private void facts() {
        html.append("<dl>\n");
        report.facts()
                .forEach((name, value) -> html.append("<div><dt>")
                        .append(Markup.escape(name))
                        .append("</dt><dd>")
                        .append(Markup.escape(value))
                        .append("</dd></div>\n"));
        html.append("</dl>\n");
    }

    private void contents() {
        html.append("<nav aria-label=\"Contents\">\n<ul>\n");
        report.galleries().forEach(this::chapterLink);
        for (int i = 0; i < report.sections().size(); i++) {
            Report.Section section = report.sections().get(i);
            html.append("<li>");
            link(id(i), section.heading());
            html.append("\n<ul>");
            for (int j = 0; j < section.groups().size(); j++) {
                html.append("<li>");
                link(id(i, j), section.groups().get(j).heading());
                html.append("</li>");
            }
            html.append("</ul></li>\n");
        }
        report.steps().ifPresent(this::chapterLink);
        if (!report.skipped().isEmpty()) {
            html.append("<li>");
            link("not-used", "Not used");
            html.append("</li>\n");
        }
        html.append("</ul>\n</nav>\n");
    }

    private void chapterLink(Block block) {
        html.append("<li>");
        link(chapterId(block), block.title());
        html.append("</li>\n");
    }

    private void link(String id, String text) {
        html.append("<a href=\"#")
                .append(id)
                .append("\">")
                .append(Markup.escape(text))
                .append("</a>");
    }

    private static String id(int section) {
        return "section-" + (section + 1);
    }

    private static String id(int section, int group) {
        return id(section) + "-" + (group + 1);
    }

    private static String chapterId(Block block) {
        return block.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** A block with a heading of its own. */
    private void chapter(Block block) {
        html.append("<section>\n<h2 id=\"%s\">".formatted(chapterId(block)))
                .append(Markup.escape(block.title()))
                .append("</h2>\n");
        block(block);
        html.append("</section>\n");
    }

    private void section(Report.Section section, int number) {
        html.append("<section>\n<h2 id=\"%s\">".formatted(id(number)))
                .append(Markup.escape(section.heading()))
                .append("</h2>\n<p class=\"protocol\">Protocol ")
                .append(Markup.escape(section.protocol()))
                .append(".</p>\n");
        for (int i = 0; i < section.groups().size(); i++) {
            Report.Group group = section.groups().get(i);
            html.append("<h3 id=\"%s\">".formatted(id(number, i)))
                    .append(Markup.escape(group.heading()))
                    .append("</h3>\n");
            if (!group.words().isEmpty()) {
                html.append("<p>").append(Markup.escape(group.words())).append("</p>\n");
            }
            group.blocks().forEach(this::block);
        }
        html.append("</section>\n");
    }

    private void block(Block block) {
        html.append("<div class=\"block\">\n");
        switch (block) {
            case ReportTable table -> table(table);
            case Figure figure -> figure(figure);
            case WorstSamples samples -> samples(samples);
            case Gallery gallery -> gallery(gallery);
            case Steps steps -> steps(steps);
        }
        html.append("</div>\n");
    }

    private void table(ReportTable table) {
        heading(table.title());
        // Outside the box that scrolls, so that it wraps and stays in view; the box repeats it for screen readers.
        html.append("<p class=\"setting\">")
                .append(Markup.escape(table.settingInWords()))
                .append("</p>\n");
        openScroll(table.caption());
        html.append("<table>\n");
        html.append("<thead><tr><th scope=\"col\">method</th>");
        table.columns()
                .forEach(column -> html.append("<th scope=\"col\" class=\"number\">")
                        .append(Markup.escape(column))
                        .append("</th>"));
        html.append("</tr></thead>\n<tbody>\n");
        for (ReportTable.Row row : table.rows()) {
            boolean published = row.cells().stream().anyMatch(Cell.Published.class::isInstance);
            html.append(published ? "<tr class=\"published\">" : "<tr>")
                    .append("<th scope=\"row\">")
                    .append(Markup.escape(row.name()))
                    .append("</th>");
            row.cells().forEach(this::cell);
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        notes(table.notes());
    }

    private void cell(Cell cell) {
        boolean best = cell instanceof Cell.Measured measured && measured.best();
        html.append(best ? "<td class=\"number best\">" : "<td class=\"number\">")
                .append(Markup.escape(cell.text()))
                .append("</td>");
    }

    private void heading(String title) {
        html.append("<h4>").append(Markup.escape(title)).append("</h4>\n");
    }

    /** A box that scrolls by itself, and by keyboard. */
    private void openScroll(String label) {
        html.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(Markup.escape(label))
                .append("\">");
    }

    private void figure(Figure figure) {
        heading(figure.title());
        html.append(figure.legend().isEmpty() ? "<figure>" : "<figure class=\"plot\">");
        openScroll(figure.title());
        html.append(figure.svg()).append("</div>\n");
        if (!figure.legend().isEmpty()) {
            html.append("<ul class=\"legend\">");
            figure.legend()
                    .forEach(entry -> html.append("<li>")
                            .append(entry.swatch())
                            .append(Markup.escape(entry.name()))
                            .append("</li>"));
            html.append("</ul>\n");
        }
        html.append("<figcaption>")
                .append(Markup.escape(String.join(" ", figure.notes())))
                .append("</figcaption></figure>\n");
    }

    private void samples(WorstSamples block) {
        heading(block.title());
        if (block.samples().isEmpty()) {
            html.append("<p>No mistakes.</p>\n");
            return;
        }
        boolean pictures = block.samples().stream().anyMatch(it -> it.picture().isPresent());
        boolean files = block.samples().stream().anyMatch(it -> it.file().isPresent());
        openScroll(block.title());
        html.append("<table>\n<thead><tr>").append(pictures ? "<th scope=\"col\">picture</th>" : "");
        html.append("<th scope=\"col\" class=\"number\">index</th>").append(files ? "<th scope=\"col\">file</th>" : "");
        html.append("<th scope=\"col\">label</th><th scope=\"col\">prediction</th>")
                .append("<th scope=\"col\" class=\"number\">confidence</th>")
                .append("<th scope=\"col\" class=\"number\">seeds</th></tr></thead>\n<tbody>\n");
        for (WorstSamples.Sample it : block.samples()) {
            html.append("<tr>");
            if (pictures) {
                html.append("<td>").append(picture(it)).append("</td>");
            }
            cell("number", "" + it.index());
            if (files) {
                cell("file", it.file().orElse("–"));
            }
            cell("", it.label());
            cell("", it.prediction());
            cell("number", it.confidenceText());
            cell("number", "" + it.seeds());
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n");
        notes(block.notes());
    }

    private void gallery(Gallery gallery) {
        html.append("<p>").append(Markup.escape(gallery.words())).append("</p>\n<ul class=\"gallery\">\n");
        for (Gallery.Picture it : gallery.pictures()) {
            html.append("<li><figure>");
            Thumbnail.of(it.file())
                    .ifPresent(data -> html.append("<img src=\"%s\" alt=\"%s\"/>"
                            .formatted(data, Markup.escape("picture of class " + it.label()))));
            html.append("<figcaption><strong>")
                    .append(Markup.escape(it.label()))
                    .append("</strong>\n<dl>");
            it.guesses().forEach(guess -> guess(guess, it.label()));
            html.append("</dl></figcaption></figure></li>\n");
        }
        html.append("</ul>\n");
        notes(gallery.notes());
    }

    private void guess(Gallery.Guess guess, String truth) {
        boolean right = guess.label().equals(truth);
        html.append("<dt>")
                .append(Markup.escape(guess.by()))
                .append("</dt><dd class=\"%s\">".formatted(right ? "right" : "wrong"))
                .append("<span aria-hidden=\"true\">%s</span> ".formatted(right ? "✓" : "✗"))
                .append(Markup.escape(guess.label()))
                .append(" <span class=\"share\">")
                .append(guess.percent())
                .append("</span></dd>\n");
    }

    private void steps(Steps steps) {
        html.append("<ol class=\"steps\">\n");
        for (Steps.Step step : steps.steps()) {
            html.append("<li><p>").append(Markup.escape(step.words())).append("</p>\n");
            openScroll("Commands: " + step.words());
            html.append("<pre>")
                    .append(Markup.escape(String.join("\n", step.commands())))
                    .append("</pre></div></li>\n");
        }
        html.append("</ol>\n");
        notes(steps.notes());
    }

    private static String picture(WorstSamples.Sample it) {
        return it.picture()
                .map(data -> "<img src=\"%s\" alt=\"test image %d, %s\">"
                        .formatted(data, it.index(), Markup.escape(it.label())))
                .orElse("");
    }

    private void cell(String kind, String text) {
        html.append(kind.isEmpty() ? "<td>" : "<td class=\"" + kind + "\">")
                .append(Markup.escape(text))
                .append("</td>");
    }

    private void notes(List<String> notes) {
        if (notes.isEmpty()) {
            return;
        }
        html.append("<ul class=\"notes\">\n");
        notes.forEach(note -> html.append("<li>").append(Markup.escape(note)).append("</li>\n"));
        html.append("</ul>\n");
    }

    private void skipped() {
        if (report.skipped().isEmpty()) {
            return;
        }
        html.append("<section>\n<h2 id=\"not-used\">Not used</h2>\n<ul class=\"skipped\">\n");
        report.skipped()
                .forEach(line -> html.append("<li>").append(Markup.escape(line)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }
}
