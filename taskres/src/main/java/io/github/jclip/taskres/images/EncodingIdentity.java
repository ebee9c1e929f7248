// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.Clip;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What determines embeddings of image files, but for the machine and the files' contents: two embeddings of one identity
 * come to the same bits on a CPU if no file was changed.
 */
public final class EncodingIdentity {
    static final String BATCH_SIZE = "batch size";
    private static final int HASH_DIGITS = 16;

    private EncodingIdentity() {}

    /**
     * What embeddings are made from, by names for the user.
     *
     * @param jclip its version
     * @param sets lists of files by their names
     */
    public static Map<String, String> of(
            String jclip, Clip clip, int batchSize, boolean normalize, Map<String, List<Path>> sets) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("jclip", jclip);
        identity.put(
                "model, by the SHA-256 of its files,",
                new Fingerprint().addFolder(clip.folder()).hex().substring(0, HASH_DIGITS));
        identity.put("precision", clip.precision());
        identity.put("normalize", Boolean.toString(normalize));
        identity.put(BATCH_SIZE, Integer.toString(batchSize));
        identity.put("images, by the SHA-256 of their paths,", paths(sets));
        return identity;
    }

    private static String paths(Map<String, List<Path>> sets) {
        Fingerprint fingerprint = new Fingerprint();
        sets.forEach((name, files) -> {
            fingerprint.add("%s: %d files".formatted(name, files.size()));
            files.forEach(file -> fingerprint.add(file.toString()));
        });
        return fingerprint.hex().substring(0, HASH_DIGITS);
    }
}
