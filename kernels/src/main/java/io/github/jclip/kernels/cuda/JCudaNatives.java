// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The native half of JCuda, which the jar brings for one platform.
 *
 * <p>JCuda's classes unpack it into the folder that {@code java.io.tmpdir} names when they are initialised, and take what
 * lies there under its name already, whoever put it there. So they are initialised here, with a fresh folder that nobody
 * else may enter and that is gone afterwards: what is loaded stays loaded.
 */
final class JCudaNatives {
    /** The class that loads JCuda's library for the driver; needs libcuda. */
    static final String DRIVER = "jcuda.driver.JCudaDriver";

    /** The class that loads JCuda's library for cuBLAS; needs libcublas of CUDA 12. */
    static final String CUBLAS = "jcuda.jcublas.JCublas2";

    private static final String RESOURCE = "/lib/libJCudaDriver-12.6.0-linux-x86_64.so";
    private static final String TEMPORARY_FOLDER = "java.io.tmpdir";
    private static final Set<String> LOADED = new HashSet<>();

    private JCudaNatives() {}

    /** Whether it is there and made for this machine. */
    static boolean available() {
        return platform().equals("Linux amd64") && JCudaNatives.class.getResource(RESOURCE) != null;
    }

    static String platform() {
        return System.getProperty("os.name") + " " + System.getProperty("os.arch");
    }

    /**
     * Loads the library of a class, unless that has been done; for before its first use.
     *
     * @throws CudaException if it cannot be loaded
     */
    static synchronized void load(String className) {
        if (LOADED.contains(className)) {
            return;
        }
        try {
            initialise(className);
        } catch (IOException | UnsatisfiedLinkError e) {
            throw new CudaException(
                    "%s cannot be loaded from a temporary folder (%s); name a folder that programs may run"
                                    .formatted(className, reason(e))
                            + " from with -Djava.io.tmpdir in JCLIP_JAVA_OPTS");
        }
        LOADED.add(className);
    }

    private static void initialise(String className) throws IOException {
        String shared = System.getProperty(TEMPORARY_FOLDER);
        Path own = Files.createTempDirectory("jclip");
        try {
            System.setProperty(TEMPORARY_FOLDER, own.toString());
            Class.forName(className, true, JCudaNatives.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } finally {
            System.setProperty(TEMPORARY_FOLDER, shared);
            delete(own);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(JCudaNatives::deleteFile);
        }
        Files.delete(folder);
    }

    private static void deleteFile(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JCuda's message holds the stack traces of two attempts, the one that matters last. */
    private static String reason(Throwable fault) {
        return fault.toString()
                .lines()
                .filter(line -> line.contains("Error: "))
                .reduce((_, last) -> last)
                .orElse(fault.toString());
    }
}
