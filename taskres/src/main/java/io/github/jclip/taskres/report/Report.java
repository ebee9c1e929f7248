// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a report says, before it takes a form.
 *
 * @param facts on the whole collection, by name
 * @param galleries before all else
 * @param steps after all else
 * @param skipped what was found and not used, a line each
 */
public record Report(
        String title,
        Map<String, String> facts,
        List<Gallery> galleries,
        List<Section> sections,
        Optional<Steps> steps,
        List<String> skipped) {

    /** What one {@link Frame} has. */
    record Section(String heading, String protocol, List<Group> groups) {}

    /** What one data set, or the average, has. */
    record Group(String heading, String words, List<Block> blocks) {}

    /**
     * Makes a report.
     *
     * @param baseline the method that others are tested against, as the tables call it
     * @throws io.github.jclip.tensor.BadInputException if no run is of that method
     */
    public static Report of(RunCollection runs, String baseline) {
        return new ReportBuilder(runs, baseline).report();
    }

    /** The same under another title, with pictures before the tables and what to do next behind them. */
    public Report framedBy(String newTitle, List<Gallery> before, Steps after) {
        return new Report(newTitle, facts, before, sections, Optional.of(after), skipped);
    }

    /** Every table, in order. */
    List<ReportTable> tables() {
        return sections.stream()
                .flatMap(section -> section.groups().stream())
                .flatMap(group -> group.blocks().stream())
                .filter(ReportTable.class::isInstance)
                .map(ReportTable.class::cast)
                .toList();
    }

    /** Every number of every table. */
    public List<Entry> entries() {
        return tables().stream().flatMap(table -> Entry.of(table).stream()).toList();
    }
}
