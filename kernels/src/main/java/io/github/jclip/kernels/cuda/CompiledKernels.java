// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.List;

/**
 * Kernels compiled on this machine, for the very GPU they run on, and kept on disk.
 *
 * @param cache of earlier compilations
 */
record CompiledKernels(Nvrtc compiler, CubinCache cache) implements KernelCode {

    @Override
    public byte[] of(KernelSource source, GpuProperties gpu) {
        List<String> options = List.of("--gpu-architecture=sm_" + gpu.architecture(), "--std=c++17");
        String key = String.join(
                "\n", source.identity(), options.toString(), compiler.version(), Integer.toString(gpu.cuda()));
        return cache.get(key, () -> compiler.compile(source.file(), source.text(), source.headers(), options));
    }

    @Override
    public String description() {
        return compiler.file();
    }
}
