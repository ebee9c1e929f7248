// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Files by key that save work: whoever asks can make their content again. A file holds the content and its SHA-256; what
 * does not match counts as absent. Files appear by an atomic rename. A folder that cannot be written costs time, nothing
 * else.
 *
 * @param suffix of the files, with its dot
 */
record KeptFiles(Path folder, String suffix) {
    private static final String PROPERTY = "jclip.cuda.cubins";
    private static final int DIGEST_BYTES = 32;

    /**
     * In the folder that the system property {@value #PROPERTY} names, as an emulated GPU needs it, whose code must not be
     * taken for a real one's; else in {@code cubins} in {@code JCLIP_CACHE}, or {@code jclip} in {@code XDG_CACHE_HOME}, or
     * {@code ~/.cache/jclip}.
     */
    static KeptFiles ofEnvironment(String suffix) {
        String folder = System.getProperty(PROPERTY);
        return new KeptFiles(folder == null ? jclipCache().resolve("cubins") : Path.of(folder), suffix);
    }

    private static Path jclipCache() {
        String own = System.getenv("JCLIP_CACHE");
        if (own != null && !own.isEmpty()) {
            return Path.of(own);
        }
        String users = System.getenv("XDG_CACHE_HOME");
        boolean given = users != null && !users.isEmpty();
        return (given ? Path.of(users) : Path.of(System.getProperty("user.home"), ".cache")).resolve("jclip");
    }

    /**
     * The content for a key, if it is there and whole.
     *
     * @param key everything that the content depends on
     */
    Optional<byte[]> read(String key) {
        try {
            byte[] stored = Files.readAllBytes(file(key));
            int length = stored.length - DIGEST_BYTES;
            if (length < 0) {
                return Optional.empty();
            }
            byte[] content = Arrays.copyOf(stored, length);
            byte[] digest = Arrays.copyOfRange(stored, length, stored.length);
            return MessageDigest.isEqual(digest, sha256(content)) ? Optional.of(content) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Keeps the content for a key, if the folder allows that. */
    void write(String key, byte[] content) {
        byte[] stored = Arrays.copyOf(content, content.length + DIGEST_BYTES);
        System.arraycopy(sha256(content), 0, stored, content.length, DIGEST_BYTES);
        try {
            Files.createDirectories(folder);
            AtomicFile.write(file(key), stored);
        } catch (IOException | BadInputException e) {
            // The next process does the work again.
        }
    }

    private Path file(String key) {
        return folder.resolve(HexFormat.of().formatHex(sha256(key.getBytes(StandardCharsets.UTF_8))) + suffix);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
