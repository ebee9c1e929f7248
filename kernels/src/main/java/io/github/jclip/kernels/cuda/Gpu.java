// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
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
final class Gpu implements AutoCloseable {
    /** What one copy moves at most: the largest multiple of a page that a buffer can hold. */
    private static final long LARGEST_COPY = 1L << 30;

    private final GpuProperties properties;
    private final CUcontext context = new CUcontext();
    private final StreamHandle stream = new StreamHandle();
    private Workspace workspace;
    private Blas blas;
    private final Set<CUmodule> modules = new LinkedHashSet<>();
    private final Set<CudaScope> scopes = new LinkedHashSet<>();
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
        try {
            enter();
            MemoryPool.keepFreedMemory(properties.ordinal());
            Driver.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        } catch (CudaException e) {
            releaseContext(e);
        }
        try {
            long bytes = Workspace.bytesFor(properties);
            workspace = new Workspace(allocate(bytes), bytes);
            blas = cublas.open(stream, workspace);
        } catch (CudaException e) {
            CudaException fault = freeWorkspace(e);
            releaseContext(keep(fault, JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy"));
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

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the device has been closed");
        }
    }

    // ---- memory ----

    /**
     * Memory from the pool, not initialised.
     *
     * @throws CudaException with the bytes asked for and free, if there is not enough
     */
    synchronized long allocate(long bytes) {
        enter();
        DevicePointer pointer = new DevicePointer();
        int result = JCudaDriver.cuMemAllocAsync(pointer, bytes, stream);
        if (Driver.isOutOfMemory(result)) {
            throw new CudaException("%s has too little memory: %,d bytes asked for, %s"
                    .formatted(properties.name(), bytes, freeMemory()));
        }
        Driver.check(result, "cuMemAllocAsync of %d bytes".formatted(bytes));
        return pointer.address();
    }

    private String freeMemory() {
        long[] free = {0};
        long[] total = {0};
        int result = JCudaDriver.cuMemGetInfo(free, total);
        return result == 0 ? "%,d of %,d free".formatted(free[0], total[0]) : Driver.describe(result, "cuMemGetInfo");
    }

    /** Gives memory back when everything submitted before has run. */
    synchronized void free(long address) {
        enter();
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
        CudaScope scope = new CudaScope(this);
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

    /** As {@link Blas#multiply(FusedProduct)}. */
    synchronized boolean multiply(FusedProduct product) {
        enter();
        boolean multiplied = blas.multiply(product);
        if (multiplied) {
            lastKernel = "a product of cublasLt";
        }
        return multiplied;
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

    /** Frees every scope that is still open, the modules, the stream and the context. */
    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        CudaException fault = null;
        try {
            enter();
            List.copyOf(scopes).forEach(CudaScope::close);
            await();
        } catch (CudaException e) {
            fault = e;
        }
        try {
            blas.close();
        } catch (CudaException e) {
            fault = first(fault, e);
        }
        fault = freeWorkspace(fault);
        for (CUmodule module : modules) {
            fault = keep(fault, JCudaDriver.cuModuleUnload(module), "cuModuleUnload");
        }
        fault = keep(fault, JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy");
        open = false;
        releaseContext(fault);
    }

    private CudaException freeWorkspace(CudaException fault) {
        if (workspace == null) {
            return fault;
        }
        int result = JCudaDriver.cuMemFreeAsync(DevicePointer.to(workspace.address()), stream);
        return keep(fault, result, "cuMemFreeAsync");
    }

    private void releaseContext(CudaException fault) {
        int result = JCudaDriver.cuDevicePrimaryCtxRelease(GpuProperties.device(properties.ordinal()));
        CudaException last = keep(fault, result, "cuDevicePrimaryCtxRelease");
        if (last != null) {
            throw last;
        }
    }

    /** The first fault, with later ones attached. */
    private static CudaException keep(CudaException first, int result, String call) {
        if (result == 0) {
            return first;
        }
        return first(first, new CudaException(Driver.describe(result, call)));
    }

    private static CudaException first(CudaException first, CudaException next) {
        if (first == null) {
            return next;
        }
        first.addSuppressed(next);
        return first;
    }
}
