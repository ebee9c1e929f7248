// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A GPU in use: its primary context, which cuBLAS shares, one stream on which everything happens in order, and memory
 * from the driver's pool. Any thread may use it, one at a time.
 */
final class Gpu implements DeviceAllocator, AutoCloseable {
    /** What one copy moves at most: the largest multiple of a page that a buffer can hold. */
    private static final long LARGEST_COPY = 1L << 30;

    private final GpuProperties properties;
    private final CUcontext context = new CUcontext();
    private final StreamHandle stream = new StreamHandle();
    private Blas blas;
    private final Set<CUmodule> modules = new LinkedHashSet<>();
    private final Set<CudaScope> scopes = new LinkedHashSet<>();
    private final Set<CudaGraph> graphs = new LinkedHashSet<>();
    private boolean capturing;
    private String lastKernel = "";
    private boolean open = true;

    /**
     * Takes a GPU into use.
     *
     * @throws CudaException if the driver refuses; nothing is left behind then
     */
    Gpu(GpuProperties properties, Blas.Binding cublas) {
        if (!properties.pooled()) {
            throw new CudaException(properties + " has no memory pool; install a driver of CUDA 11.2 or newer");
        }
        this.properties = properties;
        Driver.check(
                JCudaDriver.cuDevicePrimaryCtxRetain(context, GpuProperties.device(properties.ordinal())),
                "cuDevicePrimaryCtxRetain");
        List<CudaException> faults = new ArrayList<>();
        attempt(faults, () -> {
            enter();
            MemoryPool.keepFreedMemory(properties.ordinal());
            Driver.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        });
        if (faults.isEmpty()) {
            attempt(faults, () -> blas = cublas.open(stream));
            if (!faults.isEmpty()) {
                Driver.note(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy", faults);
            }
        }
        if (!faults.isEmpty()) {
            releaseContext(faults);
        }
    }

    GpuProperties properties() {
        return properties;
    }

    /** Makes the context current on this thread; contexts belong to threads, and callers are free to change theirs. */
    private void enter() {
        requireOpen();
        Driver.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
    }

    /** The driver would make some calls part of a graph in a way that no later launch expects, and refuse others. */
    private void enterOutsideCapture(String what) {
        enter();
        if (capturing) {
            throw new IllegalStateException(
                    "%s while a graph is captured; ops take theirs from openTemporary() of the launcher"
                            .formatted(what));
        }
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the device has been closed");
        }
    }

    // ---- memory ----

    /** Memory from the pool. */
    @Override
    public synchronized long allocate(long bytes) {
        enterOutsideCapture("memory is taken from the pool");
        DevicePointer pointer = new DevicePointer();
        int result = JCudaDriver.cuMemAllocAsync(pointer, bytes, stream);
        if (Driver.isOutOfMemory(result)) {
            throw new OutOfDeviceMemoryException(properties.name(), bytes, freeMemory());
        }
        Driver.check(result, "cuMemAllocAsync of %d bytes".formatted(bytes));
        return pointer.address();
    }

    /** Bytes that no program has taken from the driver; its pool may hold more. */
    private OptionalLong freeMemory() {
        long[] free = {0};
        long[] total = {0};
        return JCudaDriver.cuMemGetInfo(free, total) == 0 ? OptionalLong.of(free[0]) : OptionalLong.empty();
    }

    @Override
    public synchronized void free(long address) {
        enterOutsideCapture("memory is given back to the pool");
        Driver.check(JCudaDriver.cuMemFreeAsync(DevicePointer.to(address), stream), "cuMemFreeAsync");
    }

    synchronized void zero(long address, long bytes) {
        enter();
        Driver.check(
                JCudaDriver.cuMemsetD8Async(DevicePointer.to(address), (byte) 0, bytes, stream), "cuMemsetD8Async");
    }

    /** Copies from the host; the segment may be changed or freed afterwards. */
    synchronized void toDevice(MemorySegment host, long device) {
        enter();
        for (long at = 0; at < host.byteSize(); at += LARGEST_COPY) {
            long bytes = Math.min(LARGEST_COPY, host.byteSize() - at);
            Driver.check(
                    JCudaDriver.cuMemcpyHtoDAsync(
                            DevicePointer.to(device + at), pointer(host, at, bytes), bytes, stream),
                    "cuMemcpyHtoDAsync");
        }
    }

    /** Copies to the host when everything submitted before has run, and waits for it. */
    synchronized void toHost(long device, MemorySegment host) {
        enter();
        for (long at = 0; at < host.byteSize(); at += LARGEST_COPY) {
            long bytes = Math.min(LARGEST_COPY, host.byteSize() - at);
            Driver.check(
                    JCudaDriver.cuMemcpyDtoHAsync(
                            pointer(host, at, bytes), DevicePointer.to(device + at), bytes, stream),
                    after("cuMemcpyDtoHAsync"));
        }
        await();
    }

    private static Pointer pointer(MemorySegment host, long at, long bytes) {
        ByteBuffer buffer = host.asSlice(at, bytes).asByteBuffer();
        return Pointer.to(buffer);
    }

    synchronized void withinDevice(long source, long target, long bytes) {
        enter();
        Driver.check(
                JCudaDriver.cuMemcpyDtoDAsync(DevicePointer.to(target), DevicePointer.to(source), bytes, stream),
                "cuMemcpyDtoDAsync");
    }

    /** Opens a scope, which is closed with this GPU at the latest. */
    synchronized CudaScope openScope() {
        requireOpen();
        CudaScope scope = new CudaScope(this, this);
        scopes.add(scope);
        return scope;
    }

    synchronized void forget(CudaScope scope) {
        scopes.remove(scope);
    }

    // ---- kernels ----

    /**
     * Loads compiled code, for as long as this GPU is in use.
     *
     * @param name for messages
     */
    synchronized CUmodule load(String name, byte[] cubin) {
        enter();
        CUmodule module = new CUmodule();
        Driver.check(JCudaDriver.cuModuleLoadData(module, cubin), "cuModuleLoadData of " + name);
        modules.add(module);
        return module;
    }

    synchronized CUfunction function(CUmodule module, String kernel) {
        enter();
        CUfunction function = new CUfunction();
        Driver.check(JCudaDriver.cuModuleGetFunction(function, module, kernel), "cuModuleGetFunction of " + kernel);
        return function;
    }

    /** Launches a kernel behind everything submitted before. */
    synchronized void launch(Kernel kernel, LaunchShape shape, KernelArguments arguments) {
        enter();
        Driver.check(
                JCudaDriver.cuLaunchKernel(
                        kernel.function(),
                        shape.gridX(),
                        shape.gridY(),
                        1,
                        shape.threads(),
                        1,
                        1,
                        shape.sharedBytes(),
                        stream,
                        arguments.pointers(),
                        null),
                "cuLaunchKernel of " + kernel.name());
        lastKernel = kernel.name();
    }

    /** Multiplies matrices behind everything submitted before. */
    synchronized void multiply(BlasProduct product) {
        enter();
        blas.multiply(product);
        lastKernel = "a product of cuBLAS";
    }

    // ---- graphs ----

    /**
     * Makes a graph of what work submits, instead of running it; freed with this GPU at the latest. Other threads wait
     * meanwhile, since what they submit would become a part of it.
     *
     * @param name for messages
     * @throws CudaException if something cannot be captured; nothing is left behind then
     */
    synchronized CudaGraph capture(String name, Runnable work) {
        enterOutsideCapture("another graph is captured");
        capturing = true;
        try {
            CudaGraph graph = CudaGraph.capture(stream, name, work);
            graphs.add(graph);
            return graph;
        } finally {
            capturing = false;
        }
    }

    /** Runs a graph behind everything submitted before. */
    synchronized void launch(CudaGraph graph) {
        enter();
        graph.launch(stream);
        lastKernel = graph.toString();
    }

    /** Frees a graph, unless it went with this GPU. */
    synchronized void destroy(CudaGraph graph) {
        if (graphs.remove(graph)) {
            enter();
            List<CudaException> faults = new ArrayList<>();
            graph.destroy(faults);
            Driver.throwFirst(faults);
        }
    }

    /** The library that multiplies. */
    Blas blas() {
        return blas;
    }

    /** Waits until everything submitted has run. */
    synchronized void synchronize() {
        enter();
        await();
    }

    private void await() {
        Driver.check(JCudaDriver.cuStreamSynchronize(stream), after("cuStreamSynchronize"));
    }

    /** A kernel's failure shows at a later call; the last one launched is where to look first. */
    private String after(String call) {
        return lastKernel.isEmpty() ? call : call + " after " + lastKernel;
    }

    // ---- the end ----

    /** Frees every scope and graph that is still open, the modules, the stream and the context. */
    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        List<CudaException> faults = new ArrayList<>();
        attempt(faults, () -> {
            enter();
            List.copyOf(scopes).forEach(CudaScope::close);
            await();
        });
        graphs.forEach(graph -> graph.destroy(faults));
        graphs.clear();
        attempt(faults, blas::close);
        for (CUmodule module : modules) {
            Driver.note(JCudaDriver.cuModuleUnload(module), "cuModuleUnload", faults);
        }
        Driver.note(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy", faults);
        open = false;
        releaseContext(faults);
    }

    private static void attempt(List<CudaException> faults, Runnable action) {
        try {
            action.run();
        } catch (CudaException e) {
            faults.add(e);
        }
    }

    private void releaseContext(List<CudaException> faults) {
        int result = JCudaDriver.cuDevicePrimaryCtxRelease(GpuProperties.device(properties.ordinal()));
        Driver.note(result, "cuDevicePrimaryCtxRelease", faults);
        Driver.throwFirst(faults);
    }
}
