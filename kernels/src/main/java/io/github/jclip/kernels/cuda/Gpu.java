// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.OutOfDeviceMemoryException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;

/**
 * A GPU in use: its primary context, which cuBLAS shares, one stream on which everything happens in order, and memory
 * from the driver's pool. Any thread may use it, one at a time.
 */
final class Gpu implements DeviceAllocator, AutoCloseable {
    /** Up to here the driver itself takes pageable memory along when it is asked to copy. */
    private static final long LARGEST_DIRECT_COPY = 64 << 10;

    /** Bytes of a copy to the host for which pinned memory is taken in one piece. */
    static final int LARGEST_LANDING = 256 << 20;

    private final GpuProperties properties;
    private final CUcontext context = new CUcontext();
    private final StreamHandle stream = new StreamHandle();
    private ProductWorkspace productWorkspace;
    private Blas blas;
    private final Set<CUmodule> modules = new LinkedHashSet<>();
    private final Set<CudaScope> scopes = new LinkedHashSet<>();
    private final Set<CudaGraph> graphs = new LinkedHashSet<>();
    private final Set<CudaEvent> events = new LinkedHashSet<>();
    private Copies copies;
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
        Driver.attempt(faults, () -> {
            enter();
            MemoryPool.keepFreedMemory(properties.ordinal());
            Driver.check(JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "cuStreamCreate");
        });
        if (faults.isEmpty()) {
            Driver.attempt(faults, () -> openBlas(cublas));
            if (!faults.isEmpty()) {
                freeProductWorkspace(faults);
                Driver.note(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy", faults);
            }
        }
        if (!faults.isEmpty()) {
            releaseContext(faults);
        }
    }

    private void openBlas(Blas.Binding cublas) {
        long bytes = ProductWorkspace.bytesFor(properties);
        try {
            productWorkspace = new ProductWorkspace(allocate(bytes), bytes);
        } catch (OutOfDeviceMemoryException e) {
            // Nobody can ask for less.
            throw new CudaException(e.getMessage());
        }
        blas = cublas.open(this);
    }

    private void freeProductWorkspace(List<CudaException> faults) {
        if (productWorkspace != null) {
            int result = JCudaDriver.cuMemFreeAsync(DevicePointer.to(productWorkspace.address()), stream);
            Driver.note(result, "cuMemFreeAsync", faults);
        }
    }

    GpuProperties properties() {
        return properties;
    }

    StreamHandle stream() {
        return stream;
    }

    ProductWorkspace productWorkspace() {
        return productWorkspace;
    }

    /** Whether what is submitted becomes part of a graph instead of running. */
    synchronized boolean isCapturing() {
        return capturing;
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
            throw new IllegalStateException("%s while a graph is captured".formatted(what));
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
        enterOutsideCapture("memory is taken from the pool, not by openTemporary() of the launcher,");
        DevicePointer pointer = new DevicePointer();
        int result = JCudaDriver.cuMemAllocAsync(pointer, bytes, stream);
        if (Driver.isOutOfMemory(result)) {
            throw new OutOfDeviceMemoryException(properties.name(), bytes, freeMemory());
        }
        Driver.check(result, "cuMemAllocAsync of %d bytes".formatted(bytes));
        return pointer.address();
    }

    /** Bytes that the driver has, and those that its pool keeps for this program. */
    synchronized OptionalLong freeMemory() {
        long[] free = {0};
        long[] total = {0};
        enter();
        try {
            Driver.check(JCudaDriver.cuMemGetInfo(free, total), "cuMemGetInfo");
            return OptionalLong.of(free[0] + MemoryPool.kept(properties.ordinal()));
        } catch (CudaException e) {
            // It only explains a failure, which shall be heard of.
            return OptionalLong.empty();
        }
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
        enterOutsideCapture("memory of the host is copied");
        if (host.byteSize() > LARGEST_DIRECT_COPY) {
            copies().ring().send(host, device, stream, context());
            return;
        }
        Driver.check(
                JCudaDriver.cuMemcpyHtoDAsync(DevicePointer.to(device), pointer(host), host.byteSize(), stream),
                "cuMemcpyHtoDAsync");
    }

    /** Copies to the host when everything submitted before has run, and waits for it. */
    synchronized void toHost(long device, MemorySegment host) {
        enterOutsideCapture("memory is copied to the host");
        if (host.byteSize() > LARGEST_DIRECT_COPY) {
            copies().ring().fetch(device, host, stream, context());
            return;
        }
        Driver.check(
                JCudaDriver.cuMemcpyDtoHAsync(pointer(host), DevicePointer.to(device), host.byteSize(), stream),
                "cuMemcpyDtoHAsync" + context());
        await();
    }

    private static Pointer pointer(MemorySegment host) {
        return Pointer.to(host.asByteBuffer());
    }

    /** Starts to copy to the host behind everything submitted before, for work submitted later not to matter. */
    synchronized Landing startToHost(long device, MemorySegment host) {
        enterOutsideCapture("memory is copied to the host");
        PinnedBuffer landing = copies().takeLanding(Math.toIntExact(Math.max(host.byteSize(), 1)));
        landing.toHost(device, host.byteSize(), stream, context());
        return new Landing(this, landing, host);
    }

    /** Waits for such a copy and gives the host its bytes. */
    synchronized void land(PinnedBuffer landing, MemorySegment host) {
        enter();
        landing.await(context());
        host.copyFrom(landing.memory().asSlice(0, host.byteSize()));
        copies.giveLanding(landing);
    }

    /**
     * Copies from the host while everything submitted before still runs; what is submitted afterwards has the bytes.
     *
     * @param consumed after which the memory may be overwritten
     * @param arrived recorded when the bytes are there
     */
    synchronized void sendAhead(MemorySegment host, long device, CudaEvent consumed, CudaEvent arrived) {
        enterOutsideCapture("memory of the host is copied");
        CUstream beside = copies().stream();
        consumed.hold(beside);
        copies.ring().send(host, device, beside, context());
        arrived.record(beside);
        arrived.hold(stream);
    }

    /** Lets what is submitted from now on wait for all that was sent ahead. */
    synchronized void join(CudaEvent event) {
        enter();
        event.record(copies().stream());
        event.hold(stream);
    }

    private Copies copies() {
        if (copies == null) {
            copies = new Copies();
        }
        return copies;
    }

    synchronized void withinDevice(long source, long target, long bytes) {
        enter();
        Driver.check(
                JCudaDriver.cuMemcpyDtoDAsync(DevicePointer.to(target), DevicePointer.to(source), bytes, stream),
                "cuMemcpyDtoDAsync");
    }

    boolean isOpen() {
        return open;
    }

    /** Takes an event, which is freed with this GPU at the latest. */
    synchronized CudaEvent openEvent(Supplier<CudaEvent> kind) {
        enter();
        CudaEvent event = kind.get();
        events.add(event);
        return event;
    }

    /** Lets an event stand for everything submitted so far. */
    synchronized void record(CudaEvent event) {
        enter();
        event.record(stream);
    }

    synchronized void closeEvent(CudaEvent event) {
        if (events.remove(event)) {
            List<CudaException> faults = new ArrayList<>();
            event.destroy(faults);
            Driver.throwFirst(faults);
        }
    }

    /** Marks the point behind everything submitted so far. */
    CudaMark mark() {
        CudaEvent event = openEvent(CudaEvent::ofTime);
        try {
            record(event);
            return new CudaMark(this, event);
        } catch (CudaException e) {
            closeEvent(event);
            throw e;
        }
    }

    /** Seconds between two events that know when they were reached; waits for the later. */
    double seconds(CudaEvent from, CudaEvent to) {
        synchronized (this) {
            enter();
        }
        to.await(context());
        return to.secondsSince(from);
    }

    /** Seconds that the GPU takes for what some code submits. */
    double time(Runnable work) {
        try (CudaMark start = mark()) {
            work.run();
            try (CudaMark end = mark()) {
                return end.secondsSince(start);
            }
        }
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

    /** As {@link Blas#multiply(FusedProduct)}. */
    synchronized boolean multiply(FusedProduct product) {
        enter();
        boolean multiplied = blas.multiply(product);
        if (multiplied) {
            lastKernel = "a product of cublasLt";
        }
        return multiplied;
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
        Driver.check(JCudaDriver.cuStreamSynchronize(stream), "cuStreamSynchronize" + context());
    }

    /** A kernel's failure shows at a later call; what was launched last is where to look first. */
    private String context() {
        return lastKernel.isEmpty() ? "" : " after " + lastKernel;
    }

    // ---- the end ----

    /** Frees every scope and graph that is still open, the modules, the stream and the context. */
    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        List<CudaException> faults = new ArrayList<>();
        Driver.attempt(faults, () -> {
            enter();
            if (copies != null) {
                copies.await();
            }
            List.copyOf(scopes).forEach(CudaScope::close);
            await();
        });
        graphs.forEach(graph -> graph.destroy(faults));
        graphs.clear();
        events.forEach(event -> event.destroy(faults));
        events.clear();
        if (copies != null) {
            copies.close(faults);
        }
        Driver.attempt(faults, blas::close);
        freeProductWorkspace(faults);
        for (CUmodule module : modules) {
            Driver.note(JCudaDriver.cuModuleUnload(module), "cuModuleUnload", faults);
        }
        Driver.note(JCudaDriver.cuStreamDestroy(stream), "cuStreamDestroy", faults);
        open = false;
        releaseContext(faults);
    }

    private void releaseContext(List<CudaException> faults) {
        int result = JCudaDriver.cuDevicePrimaryCtxRelease(GpuProperties.device(properties.ordinal()));
        Driver.note(result, "cuDevicePrimaryCtxRelease", faults);
        Driver.throwFirst(faults);
    }
}
