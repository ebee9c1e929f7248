// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A known data set: what it is called, how it lies below the folder of all data sets, what it should hold and where to
 * get it. The definitions are data, in {@code datasets.json}.
 *
 * @param name as the original code's class spells it
 * @param config as its configuration file is called
 * @param folder below the root
 * @param images within the folder; what paths in split files are relative to
 * @param template the prompt
 * @param selectTemplates whether the base classifier averages the seven selected templates as well: ImageNet
 * @param listing what the data set consists of where there is no split file
 * @param split name of the split file, or null for data sets that their authors divided
 */
public record DatasetDefinition(
        String name,
        String config,
        String folder,
        String images,
        String template,
        boolean selectTemplates,
        Counts expected,
        Listing listing,
        String split,
        List<Source> sources) {

    /** How many classes and images there are; 0 for a split that a data set lacks. */
    public record Counts(int classes, int train, int val, int test) {
        static Counts of(List<String> classes, Splits splits) {
            return new Counts(
                    classes.size(),
                    splits.train().size(),
                    splits.val().size(),
                    splits.test().size());
        }
    }

    /** When a file or folder is needed. */
    public enum Need {
        /** Always. */
        ALWAYS,
        /** The split file itself. */
        SPLIT,
        /** Where the split file is to be made. */
        LISTING
    }

    /** A file or folder of the data set, and where it comes from. */
    public record Source(String path, String from, Need need) {}

    /** The prompts. */
    public PromptTemplates templates() {
        return selectTemplates ? PromptTemplates.ofImageNet(template) : PromptTemplates.of(template);
    }

    /** The data set's folder. */
    public Path folder(Path root) {
        return root.resolve(folder);
    }

    Path images(Path root) {
        return folder(root).resolve(images);
    }

    /** The split file; empty for data sets that their authors divided. */
    public Optional<Path> splitFile(Path root) {
        return Optional.ofNullable(split).map(file -> folder(root).resolve(file));
    }
}
