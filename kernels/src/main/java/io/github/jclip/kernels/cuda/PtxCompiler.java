// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.io.AtomicFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What compiles CUDA C to PTX on this machine, which need not have a GPU. */
interface PtxCompiler {

    /** The PTX of a source for an architecture and all later ones. */
    String ptx(KernelSource source, List<String> options);

    /** {@code 12.8}. */
    String cuda();

    /** For people. */
    String description();

    /** NVRTC or else nvcc, if one is there. */
    static Optional<PtxCompiler> find() {
        return Nvrtc.findForPtx().map(PtxCompiler::of).or(Nvcc::find);
    }

    private static PtxCompiler of(Nvrtc nvrtc) {
        return new PtxCompiler() {
            @Override
            public String ptx(KernelSource source, List<String> options) {
                return nvrtc.ptx(source.file(), source.text(), source.headers(), options);
            }

            @Override
            public String cuda() {
                return nvrtc.version();
            }

            @Override
            public String description() {
                return "NVRTC " + nvrtc.version();
            }
        };
    }

    /**
     * Compiles sources for all {@linkplain PtxKernels#ARCHITECTURES architectures}. The same sources and compiler give the
     * same bytes.
     *
     * @param folder where the files go
     */
    default void write(List<KernelSource> sources, Path folder) {
        int cuda = PtxHeader.cuda(cuda());
        for (KernelSource source : sources) {
            for (int architecture : PtxKernels.ARCHITECTURES) {
                List<String> options = List.of("--gpu-architecture=compute_" + architecture, "--std=c++17");
                String text = new PtxHeader(source.digest(), cuda) + ptx(source, options);
                AtomicFile.write(
                        folder.resolve(PtxHeader.file(source, architecture)), text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
