// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.report;

import java.util.List;

/**
 * A table of methods against columns: what every output form is written from.
 *
 * @param dataSet the data set, or what was averaged
 * @param setting what all its runs share
 * @param metric what the cells are
 * @param columns titles of the columns after the first
 */
record ReportTable(
        String title,
        String dataSet,
        Setting setting,
        String metric,
        List<String> columns,
        List<Row> rows,
        List<String> notes)
        implements Block {

    /** A method's row. */
    record Row(String name, List<Cell> cells) {}

    /** Title and setting, which every output shows together. */
    String caption() {
        return title + ". " + settingInWords();
    }

    String settingInWords() {
        return "%s, %s. Protocol %s."
                .formatted(
                        setting.backbone(),
                        setting.classes(),
                        setting.protocol().words());
    }
}
