// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.DatasetCatalogue;
import io.github.jclip.taskres.data.DatasetDefinition;
import io.github.jclip.taskres.data.DatasetDefinition.Counts;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "list", description = "List the data sets that jclip knows by name, with what they should hold.")
final class DataListCommand implements Runnable {
    @Mixin
    private OutputOptions output;

    /** A data set's JSON result. */
    record Entry(String name, String config, String folder, Counts expected, List<String> templates) {}

    /** The JSON result. */
    record Result(List<Entry> datasets) {}

    @Override
    public void run() {
        if (output.json()) {
            output.json(new Result(
                    DatasetCatalogue.all().stream().map(DataListCommand::entry).toList()));
            return;
        }
        TextTable table = new TextTable().row("name", "folder", "classes", "train", "val", "test", "template");
        for (DatasetDefinition definition : DatasetCatalogue.all()) {
            Counts expected = definition.expected();
            table.row(
                    definition.config(),
                    definition.folder(),
                    Integer.toString(expected.classes()),
                    Integer.toString(expected.train()),
                    Integer.toString(expected.val()),
                    Integer.toString(expected.test()),
                    definition.template());
        }
        table.lines().forEach(output::line);
    }

    private static Entry entry(DatasetDefinition definition) {
        return new Entry(
                definition.name(),
                definition.config(),
                definition.folder(),
                definition.expected(),
                definition.templates().base());
    }
}
