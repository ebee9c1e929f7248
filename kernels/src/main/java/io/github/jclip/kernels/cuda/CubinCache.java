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
import java.util.function.Supplier;

/**
 * Compiled kernels on disk, so that the compiler runs once for each kernel, GPU and driver. A file holds the code and its
 * SHA-256; what does not match is compiled again. A folder that cannot be written costs time, nothing else.
 */
final class CubinCache {
    private static final String PROPERTY = "jclip.cuda.cubins";
    private static final int DIGEST_BYTES = 32;

    private final Path folder;

    CubinCache(Path folder) {
        this.folder = folder;
    }

    /**
     * In the folder that the system property {@value #PROPERTY} names, as an emulated GPU needs it, whose code must not be
     * taken for a real one's; else in {@code JCLIP_CACHE}, or {@code jclip} in {@code XDG_CACHE_HOME}, or {@code
     * ~/.cache/jclip}.
     */
    static CubinCache ofEnvironment() {
        String folder = System.getProperty(PROPERTY);
        return new CubinCache(folder == null ? jclipCache().resolve("cubins") : Path.of(folder));
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
     * The code for a key, from disk or compiled now.
     *
     * @param key everything that the code depends on
     */
    byte[] get(String key, Supplier<byte[]> compiler) {
        Path file = folder.resolve(HexFormat.of().formatHex(sha256(key.getBytes(StandardCharsets.UTF_8))) + ".cubin");
        Optional<byte[]> stored = read(file);
        if (stored.isPresent()) {
            return stored.get();
        }
        byte[] cubin = compiler.get();
        write(file, cubin);
        return cubin;
    }

    private static Optional<byte[]> read(Path file) {
        try {
            byte[] content = Files.readAllBytes(file);
            int length = content.length - DIGEST_BYTES;
            if (length < 0) {
                return Optional.empty();
            }
            byte[] cubin = Arrays.copyOf(content, length);
            byte[] digest = Arrays.copyOfRange(content, length, content.length);
            return MessageDigest.isEqual(digest, sha256(cubin)) ? Optional.of(cubin) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void write(Path file, byte[] cubin) {
        byte[] content = Arrays.copyOf(cubin, cubin.length + DIGEST_BYTES);
        System.arraycopy(sha256(cubin), 0, content, cubin.length, DIGEST_BYTES);
        try {
            Files.createDirectories(file.getParent());
            AtomicFile.write(file, content);
        } catch (IOException | BadInputException e) {
            // The next process compiles again.
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
