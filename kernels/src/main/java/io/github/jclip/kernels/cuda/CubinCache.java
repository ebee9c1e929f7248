// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** Compiled kernels on disk, so that the compiler runs once for each kernel, GPU and driver. */
final class CubinCache {
    private static final String SUFFIX = ".cubin";

    private final KeptFiles files;

    CubinCache(Path folder) {
        this(new KeptFiles(folder, SUFFIX));
    }

    private CubinCache(KeptFiles files) {
        this.files = files;
    }

    /** In the folder of {@link KeptFiles#ofEnvironment}. */
    static CubinCache ofEnvironment() {
        return new CubinCache(KeptFiles.ofEnvironment(SUFFIX));
    }

    /**
     * The code for a key, from disk or compiled now.
     *
     * @param key everything that the code depends on
     */
    byte[] get(String key, Supplier<byte[]> compiler) {
        Optional<byte[]> stored = files.read(key);
        if (stored.isPresent()) {
            return stored.get();
        }
        byte[] cubin = compiler.get();
        files.write(key, cubin);
        return cubin;
    }
}
