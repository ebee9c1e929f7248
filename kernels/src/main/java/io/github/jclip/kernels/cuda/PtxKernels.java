// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import io.github.jclip.tensor.io.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Kernels compiled ahead of time to PTX, NVIDIA's portable assembly, one file for each source and architecture; the
 * driver compiles them on for its GPU. They are used where NVRTC is missing.
 */
record PtxKernels(Path folder) implements KernelCode {
    /** The system property that names another folder than that of the bundle. */
    static final String PROPERTY = "jclip.cuda.ptx";

    /** What there is a file for: each works on every later GPU too, and has what is new since the one before. */
    static final List<Integer> ARCHITECTURES = List.of(75, 80, 90);

    private static final String REMEDY = "make the bundle again with './jclip bundle', or install NVRTC";

    /**
     * The folder that the property names, else {@code ptx} of the bundle that this jar lies in, if there is one.
     *
     * @throws BadInputException if the property names no folder
     */
    static Optional<PtxKernels> find() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(PtxKernels::named)
                .or(() -> KernelSources.jar().flatMap(PtxKernels::ofBundle));
    }

    /** A bundle has its jar in {@code lib}, beside {@code ptx}. */
    static Optional<PtxKernels> ofBundle(Path jar) {
        return Optional.of(jar.resolveSibling("../ptx").normalize())
                .filter(Files::isDirectory)
                .map(PtxKernels::new);
    }

    private static PtxKernels named(String folder) {
        if (!Files.isDirectory(Path.of(folder))) {
            throw new BadInputException("-D%s=%s: no such folder".formatted(PROPERTY, folder));
        }
        return new PtxKernels(Path.of(folder));
    }

    /** The text of the file for the GPU, with the zero byte that the driver wants at its end. */
    @Override
    public byte[] of(KernelSource source, GpuProperties gpu) {
        Path file = folder.resolve(PtxHeader.file(source, architecture(gpu)));
        byte[] text = read(file);
        PtxHeader header = PtxHeader.of(text)
                .orElseThrow(() -> new BadInputException("%s: not made by jclip; %s".formatted(file, REMEDY)));
        if (!header.sources().equals(source.digest())) {
            throw new BadInputException(
                    "%s: made from another version of %s; %s".formatted(file, source.file(), REMEDY));
        }
        if (header.cuda() > gpu.cuda()) {
            throw new BadInputException(
                    "%s: made by the compiler of CUDA %s, and this driver knows CUDA %s only; install"
                                    .formatted(file, PtxHeader.version(header.cuda()), PtxHeader.version(gpu.cuda()))
                            + " a newer driver, or NVRTC, or make the bundle with an older compiler");
        }
        return Arrays.copyOf(text, text.length + 1);
    }

    private static int architecture(GpuProperties gpu) {
        return ARCHITECTURES.reversed().stream()
                .filter(architecture -> architecture <= gpu.architecture())
                .findFirst()
                .orElseThrow(() -> new BadInputException(
                        "%s: kernels compiled ahead of time need compute capability 7.5".formatted(gpu)));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileErrors.reading(file, e);
        }
    }

    @Override
    public String description() {
        return "ptx in " + folder;
    }
}
