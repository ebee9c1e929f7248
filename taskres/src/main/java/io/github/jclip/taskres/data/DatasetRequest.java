// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which data set, and how to read it.
 *
 * @param dataset name of a known data set, a folder of class folders, or a CSV or TSV list
 * @param root of a known data set: the folder of all data sets; of a list: what its paths are relative to
 * @param split a split file to follow instead of what the data set brings
 * @param templates prompts instead of those of the data set; empty to keep these
 * @param classNames names of the classes, one a line in the order of the labels, for lists that have labels alone
 * @param order of the files in a folder
 */
public record DatasetRequest(
        String dataset,
        Optional<Path> root,
        Optional<Path> split,
        List<String> templates,
        Optional<Path> classNames,
        FileOrder order) {
    public DatasetRequest {
        templates = List.copyOf(templates);
    }

    /** A data set as it stands. */
    public static DatasetRequest of(String dataset, Optional<Path> root) {
        return new DatasetRequest(dataset, root, Optional.empty(), List.of(), Optional.empty(), FileOrder.SORTED);
    }
}
