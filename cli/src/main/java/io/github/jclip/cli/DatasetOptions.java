// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.cli;

import io.github.jclip.taskres.data.DatasetRequest;
import io.github.jclip.taskres.data.FileOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a data set is read; a mixin of the commands that name one. */
class DatasetOptions {
    static final String DATASET_LABEL = "NAME|DIR|LIST";
    static final String DATASET_HELP =
            "A known data set ('jclip data list'), a folder with one folder for each class, or a CSV or TSV list of "
                    + "path,class[,split].";

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Folder of all data sets; for a list, what its paths are relative to.")
    private Path root;

    @Option(
            names = "--split",
            paramLabel = "FILE",
            description = "Split file to follow instead of the data set's own, in the form of split_zhou_*.json.")
    private Path split;

    @Option(
            names = "--template",
            paramLabel = "TEXT",
            description = "Prompt with {} for the class name, instead of the data set's own. Several are averaged.")
    private List<String> templates = List.of();

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "Class names, one a line, for a list that has labels alone.")
    private Path classNames;

    @Option(
            names = "--order",
            paramLabel = "FILE",
            description = "Image paths, one a line, in the order to follow where a folder's listing decides "
                    + "(default: sorted).")
    private Path order;

    DatasetRequest request(String dataset) {
        return new DatasetRequest(
                dataset,
                Optional.ofNullable(root),
                Optional.ofNullable(split),
                templates,
                Optional.ofNullable(classNames),
                order == null ? FileOrder.SORTED : FileOrder.given(order));
    }
}
