// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A number of a table with everything that it depends on.
 *
 * @param protocol of our runs; for published numbers, their source
 * @param value mean, difference to the baseline, or published number, in percent
 * @param halfWidth of the confidence interval of a mean; null where there is none
 * @param n values behind a mean, pairs behind a difference; 0 for published numbers
 * @param p of a difference; null where there is none
 * @param certainty mark of a published number; null for ours
 */
public record Entry(
        String dataSet,
        String backbone,
        String classes,
        String protocol,
        String metric,
        String row,
        String column,
        double value,
        Double halfWidth,
        int n,
        Double p,
        String certainty) {

    static List<Entry> of(ReportTable table) {
        List<Entry> entries = new ArrayList<>();
        for (ReportTable.Row row : table.rows()) {
            for (int i = 0; i < row.cells().size(); i++) {
                String column = table.columns().get(i);
                switch (row.cells().get(i)) {
                    case Cell.Measured cell -> {
                        Estimate it = cell.estimate();
                        entries.add(ours(table, row, column, it.mean(), finite(it.halfWidth()), it.n(), null));
                    }
                    case Cell.Compared cell -> {
                        PairedTest it = cell.test();
                        Double p = it.p().isPresent() ? it.p().getAsDouble() : null;
                        entries.add(ours(table, row, column, it.difference(), null, it.pairs(), p));
                    }
                    case Cell.Published it -> entries.add(published(table, row, column, it));
                    case Cell.Missing _ -> {}
                }
            }
        }
        return entries;
    }

    private static Double finite(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static Entry ours(
            ReportTable table, ReportTable.Row row, String column, double value, Double halfWidth, int n, Double p) {
        return new Entry(
                table.dataSet(),
                table.setting().backbone(),
                table.setting().classes(),
                table.setting().protocolName(),
                table.metric(),
                row.name(),
                column,
                value,
                halfWidth,
                n,
                p,
                null);
    }

    private static Entry published(ReportTable table, ReportTable.Row row, String column, Cell.Published it) {
        return new Entry(
                table.dataSet(),
                table.setting().backbone(),
                table.setting().classes(),
                it.entry().source(),
                table.metric(),
                row.name(),
                column,
                it.value(),
                null,
                0,
                null,
                it.entry().certainty());
    }
}
