// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.BadInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The emulated GPU of jclip's tests: libraries of the host with the names of NVIDIA's. Once loaded they are what jclip and
 * JCuda find under these names.
 */
public final class EmulatedGpu {
    private static final List<String> REQUIRED = List.of("libcuda.so.1", "libnvrtc.so.12", "libcublas.so.12");
    private static final List<String> OPTIONAL = List.of("libcublasLt.so.12", "libcublas.so.13", "libcublasLt.so.13");

    /** Where the device keeps compiled kernels: the host's code must not lie among a GPU's. */
    private static final String CUBINS = "jclip.cuda.cubins";

    private EmulatedGpu() {}

    /**
     * Loads the libraries of a folder for the rest of this process.
     *
     * @throws BadInputException if one is missing or cannot be loaded
     */
    public static void load(Path folder) {
        for (String name : REQUIRED) {
            if (!Files.exists(folder.resolve(name))) {
                throw new BadInputException(
                        "%s: no %s; jclip's own tests build the emulated GPU, in a folder below kernels/target/emulator"
                                .formatted(folder, name));
            }
            load(folder, name);
        }
        System.setProperty(CUBINS, folder.resolve("cubins").toAbsolutePath().toString());
        OPTIONAL.stream().filter(name -> Files.exists(folder.resolve(name))).forEach(name -> load(folder, name));
    }

    @SuppressWarnings("restricted")
    private static void load(Path folder, String name) {
        try {
            SymbolLookup.libraryLookup(folder.resolve(name).toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new BadInputException("%s: %s cannot be loaded".formatted(folder, name), e);
        }
    }
}
