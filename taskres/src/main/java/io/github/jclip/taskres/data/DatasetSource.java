// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A data set of the user's own: a folder or a list. */
sealed interface DatasetSource permits FolderSource, ListSource {

    /**
     * What it holds.
     *
     * @param undivided all samples, where it says nothing of splits
     * @param divided the splits, where it has them
     */
    record Content(List<Sample> undivided, Optional<Splits> divided) {}

    /** As the user named it. */
    String name();

    /** The folder that belongs to it. */
    Path folder();

    /** What the paths of samples are relative to. */
    Path images();

    /** Where a split file is looked for, if anywhere. */
    Optional<Path> splitFile();

    /**
     * Reads it.
     *
     * @throws io.github.jclip.tensor.BadInputException with the place of the first mistake
     */
    Content read();
}
