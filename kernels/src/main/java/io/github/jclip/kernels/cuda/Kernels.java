// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.driver.CUmodule;

/** The kernels of one GPU, compiled when they are first asked for. */
final class Kernels {
    private final Gpu gpu;
    private final Nvrtc compiler;
    private final CubinCache cache;
    private final Map<String, CUmodule> modules = new HashMap<>();

    /** Looked up without a lock: a thread that captures a graph has the GPU, for which one that compiles may wait. */
    private final Map<String, Kernel> kernels = new ConcurrentHashMap<>();

    Kernels(Gpu gpu, Nvrtc compiler, CubinCache cache) {
        this.gpu = gpu;
        this.compiler = compiler;
        this.cache = cache;
    }

    /**
     * A kernel.
     *
     * @param source the file without its ending
     * @param entry the kernel's name in it
     */
    Kernel get(String source, String entry) {
        Kernel known = kernels.get(entry);
        return known != null ? known : load(source, entry);
    }

    private synchronized Kernel load(String source, String entry) {
        return kernels.computeIfAbsent(entry, _ -> new Kernel(entry, gpu.function(module(source), entry)));
    }

    private CUmodule module(String name) {
        return modules.computeIfAbsent(name, _ -> {
            KernelSource source = KernelSource.of(name);
            return gpu.load(source.file(), cubin(source));
        });
    }

    private byte[] cubin(KernelSource source) {
        List<String> options =
                List.of("--gpu-architecture=sm_" + gpu.properties().architecture(), "--std=c++17");
        String key = String.join(
                "\n",
                source.file(),
                source.text(),
                source.headers().toString(),
                options.toString(),
                compiler.version(),
                Integer.toString(gpu.properties().cuda()));
        return cache.get(key, () -> compiler.compile(source.file(), source.text(), source.headers(), options));
    }
}
