// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.BadInputException;
import java.util.Optional;

/**
 * Where kernels come from: from NVRTC where it is, which compiles the sources at hand for the GPU at hand, else from PTX
 * that was compiled ahead of time.
 */
enum KernelCodeChoice {
    /** NVRTC. */
    NVRTC("nvrtc") {
        @Override
        Optional<KernelCode> code() {
            return Nvrtc.find().map(compiler -> new CompiledKernels(compiler, CubinCache.ofEnvironment()));
        }
    },
    /** PTX of a bundle, or in a folder that the user names. */
    PTX("ptx") {
        @Override
        Optional<KernelCode> code() {
            return PtxKernels.find().map(kernels -> kernels);
        }
    };

    /** The system property that forces one. */
    static final String PROPERTY = "jclip.cuda.kernels";

    private final String option;

    KernelCodeChoice(String option) {
        this.option = option;
    }

    /** The code, if what it needs is there. */
    abstract Optional<KernelCode> code();

    /** What this machine allows, or what the property asks for, if it is there. */
    static Optional<KernelCode> find() {
        return find(System.getProperty(PROPERTY, ""));
    }

    static Optional<KernelCode> find(String forced) {
        if (forced.isEmpty()) {
            return NVRTC.code().or(PTX::code);
        }
        for (KernelCodeChoice choice : values()) {
            if (choice.option.equals(forced)) {
                return choice.code();
            }
        }
        throw new BadInputException("-D%s=%s: write nvrtc or ptx".formatted(PROPERTY, forced));
    }
}
