// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * A library that the machine may have, called without JCuda.
 *
 * @param file the name or path under which it was found
 */
record NativeLibrary(String file, SymbolLookup symbols) {

    /** The first of these names or paths that can be loaded; it stays loaded. */
    @SuppressWarnings("restricted")
    static Optional<NativeLibrary> find(List<String> files) {
        for (String file : files) {
            try {
                return Optional.of(new NativeLibrary(file, SymbolLookup.libraryLookup(file, Arena.global())));
            } catch (IllegalArgumentException e) {
                // Not there under this name; the caller says what is missing when none is left.
            }
        }
        return Optional.empty();
    }

    /**
     * A function of the library.
     *
     * @throws CudaException if the library lacks it
     */
    @SuppressWarnings("restricted")
    MethodHandle function(String name, FunctionDescriptor signature) {
        return symbols.find(name)
                .map(address -> Linker.nativeLinker().downcallHandle(address, signature))
                .orElseThrow(() -> new CudaException("%s has no function %s".formatted(file, name)));
    }

    /** What a call threw: failures of ours pass, nothing else can be thrown by native code. */
    static RuntimeException fault(Throwable thrown) {
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }
}
