// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip;

import java.util.List;

/**
 * Where a model's weights come from.
 *
 * @param format the format they were in
 * @param files the files they were in
 * @param converterVersion which rules made the model folder from them
 */
public record Provenance(String format, List<SourceFile> files, int converterVersion) {

    /**
     * A file of the source.
     *
     * @param name its name without folder
     * @param sha256 of its bytes, in lower-case hexadecimal
     */
    public record SourceFile(String name, String sha256) {}

    /** Makes the list of files unmodifiable. */
    public Provenance {
        files = List.copyOf(files);
    }
}
