// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Map;
import jcuda.driver.CUevent;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The emulator must catch kernels that are wrong, also those that a GPU would run without a word. */
class EmulatorChecksTest {
    private static final int CUDA_ERROR_NOT_READY = 600;
    private static final LaunchShape TWO_WARPS = new LaunchShape(1, 1, 64, 0);

    private Emulator emulator;
    private Gpu gpu;
    private CudaScope scope;
    private Tensor y;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
        gpu = new Gpu(
                GpuProperties.all().getFirst(), CublasChoice.JCUBLAS.binding().orElseThrow());
        scope = gpu.openScope();
        y = scope.allocate(DType.F32, 64);
    }

    @AfterEach
    void reset() {
        if (emulator != null) {
            Emulator.fresh();
        }
    }

    @Test
    void aCorrectReductionHasOneResult() {
        String kernel = """
            extern "C" __global__ void k(float* y) {
                __shared__ float sums[2];
                float value = threadIdx.x;
                for (int bits = 16; bits > 0; bits /= 2) value += __shfl_xor_sync(0xffffffffu, value, bits);
                if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = value;
                __syncthreads();
                y[threadIdx.x] = sums[0] + sums[1];
            }
            """;
        for (Emulator.Order order : Emulator.Order.values()) {
            emulator.setOrder(order);
            assertEquals(63 * 64 / 2, run(kernel, TWO_WARPS)[17]);
        }
    }

    /** Threads read what others have not written yet in one order or another. */
    @Test
    void aMissingBarrierShows() {
        String kernel = """
            extern "C" __global__ void k(float* y) {
                __shared__ float values[64];
                values[threadIdx.x] = threadIdx.x;
                y[threadIdx.x] = values[63 - threadIdx.x];
            }
            """;
        assertTrue(Float.isNaN(run(kernel, TWO_WARPS)[0]));
        emulator.setOrder(Emulator.Order.REVERSE);
        assertEquals(63, run(kernel, TWO_WARPS)[0]);
        assertTrue(Float.isNaN(run(kernel, TWO_WARPS)[63]));
    }

    /** Copies to shared memory happen when they are awaited, as late as they may. */
    @Test
    void aCopyThatIsNotAwaitedShows() {
        String kernel = """
            #include "intrinsics.cuh"
            extern "C" __global__ void k(float* y) {
                __shared__ __attribute__((aligned(16))) float values[256];
                copyAsync(values + 4 * threadIdx.x, y + 4 * (threadIdx.x % 16));
                WAIT
                __syncthreads();
                float value = values[4 * threadIdx.x];
                __syncthreads();
                y[threadIdx.x] = value;
            }
            """;
        assertTrue(Float.isNaN(run(kernel.replace("WAIT", ""), TWO_WARPS)[0]));
        y = scope.allocate(DType.F32, 64);
        assertEquals(0, run(kernel.replace("WAIT", "awaitCopies();"), TWO_WARPS)[0]);
    }

    @Test
    void writesBehindDynamicSharedMemoryAreSeen() {
        String kernel = """
            extern "C" __global__ void k(float* y) {
                extern __shared__ float values[];
                values[threadIdx.x] = 1;
                y[threadIdx.x] = 2;
            }
            """;
        assertEquals(2, run(kernel, new LaunchShape(1, 1, 64, 256))[0]);
        assertThrows(CudaException.class, () -> run(kernel, new LaunchShape(1, 1, 64, 252)));
        assertTrue(emulator.report().contains("wrote behind its dynamic shared memory"), emulator.report());
    }

    @Test
    void aBarrierMustMeetEveryThread() {
        fails(
                "if (threadIdx.x < 40) { __syncthreads(); } y[0] = 1;",
                TWO_WARPS,
                "thread (40,0,0): has ended while others wait at the barrier");
        fails(
                "if (threadIdx.x < 40) { __syncthreads(); }\nelse { __syncthreads(); }",
                TWO_WARPS,
                "waits at another barrier");
    }

    @Test
    void warpFunctionsMustMeetEveryLane() {
        fails(
                "if (threadIdx.x % 2) y[0] = __shfl_xor_sync(0xffffffffu, 1.0f, 1);",
                TWO_WARPS, "waits for lane 0, which does not exist or has ended");
        fails(
                "y[0] = __shfl_sync(0xffffu << threadIdx.x / 16 % 2 * 16, 1.0f, 3);",
                TWO_WARPS, "a shuffle reads lane 3, which its mask does not name");
        fails("y[0] = __any_sync(1u, true);", TWO_WARPS, "whose mask does not name it");
    }

    @Test
    void writesBesideABlockAreSeen() {
        fails("y[64] = 1;", TWO_WARPS, "kernel k wrote behind a block of 256 bytes");
        fails("y[-1] = 1;", TWO_WARPS, "kernel k wrote before a block of 256 bytes");
    }

    @Test
    void limitsAreKept() {
        String tooMuch = "y[0] = 1;";
        refused(tooMuch, new LaunchShape(1, 1, 64, 49 * 1024), "too much shared memory");
        refused(tooMuch, new LaunchShape(1, 1, 2048, 0), "the block is empty or too large");
        refused(tooMuch, new LaunchShape(1, 1, 0, 0), "the block is empty or too large");
        refused(tooMuch, new LaunchShape(0, 1, 64, 0), "the grid is empty or too large");
        refused(tooMuch, new LaunchShape(1, 70_000, 64, 0), "the grid is empty or too large");
        String filled = "__shared__ float big[12200]; big[threadIdx.x] = y[0]; __syncthreads(); y[1] = big[5];";
        refused(filled, new LaunchShape(1, 1, 64, 1024), "too much shared memory");
        String bounded = "extern \"C\" __global__ void __launch_bounds__(128) k(float* y) { y[0] = 1; }";
        CudaException fault = assertThrows(CudaException.class, () -> run(bounded, new LaunchShape(1, 1, 256, 0)));
        assertTrue(fault.getMessage().startsWith("cuLaunchKernel of k: "), fault.getMessage());
        assertTrue(emulator.report().contains("exceeds its launch bounds"), emulator.report());
    }

    @Test
    void argumentsMustBeLiveDeviceMemory() {
        try (Scope other = gpu.openScope()) {
            y = other.allocate(DType.F32, 64);
        }
        Kernel kernel = kernel("extern \"C\" __global__ void k(float* y) { y[0] = 1; }");
        gpu.launch(kernel, TWO_WARPS, new KernelArguments().number(y.segment().address()));
        assertThrows(CudaException.class, gpu::synchronize);
        assertTrue(emulator.report().contains("that has been freed"), emulator.report());
    }

    @Test
    void otherNumbersAreNoDeviceMemory() {
        Kernel kernel = kernel("extern \"C\" __global__ void k(float* y) { y[0] = 1; }");
        gpu.launch(kernel, TWO_WARPS, new KernelArguments().number(4096L));
        assertThrows(CudaException.class, gpu::synchronize);
        assertTrue(emulator.report().contains("argument 0 is an address that is not device memory"), emulator.report());
    }

    /** The pool does not clear its memory, which scopes therefore do. */
    @Test
    void freshMemoryIsPoisoned() {
        long address = gpu.allocate(4);
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(DType.F32, 1);
            gpu.toHost(address, copy.segment());
            assertTrue(Double.isNaN(copy.get(0)));
        }
    }

    /** A fault shows when somebody waits, names the last kernel, and the context is of no use afterwards. */
    @Test
    void faultsShowLateAndStay() {
        Kernel kernel = kernel("extern \"C\" __global__ void k(float* y) { y[64] = 1; }");
        gpu.launch(kernel, TWO_WARPS, new KernelArguments().address(y));
        CudaException fault = assertThrows(CudaException.class, gpu::synchronize);
        assertTrue(
                fault.getMessage().startsWith("cuStreamSynchronize after k: CUDA_ERROR_ILLEGAL_ADDRESS"),
                fault.getMessage());
        assertThrows(CudaException.class, () -> gpu.allocate(4));
    }

    /** A second stream takes part in a capture when it waits for an event of it, and must be waited for. */
    @Test
    void forkedStreamsMustBeJoined() {
        CUstream first = new CUstream();
        CUstream second = new CUstream();
        CUevent fork = new CUevent();
        CUevent join = new CUevent();
        JCudaDriver.cuStreamCreate(first, 0);
        JCudaDriver.cuStreamCreate(second, 0);
        JCudaDriver.cuEventCreate(fork, 0);
        JCudaDriver.cuEventCreate(join, 0);
        Runnable forked = () -> {
            assertEquals(0, JCudaDriver.cuEventRecord(fork, first));
            assertEquals(0, JCudaDriver.cuStreamWaitEvent(second, fork, 0));
            fill(y, (byte) 0, second);
        };
        CudaException fault =
                assertThrows(CudaException.class, () -> CudaGraph.capture(first, "an unjoined graph", forked));
        assertTrue(fault.getMessage().contains("CUDA_ERROR_STREAM_CAPTURE_UNJOINED"), fault.getMessage());
        CudaGraph joined = CudaGraph.capture(first, "a joined graph", () -> {
            forked.run();
            assertEquals(0, JCudaDriver.cuEventRecord(join, second));
            assertEquals(0, JCudaDriver.cuStreamWaitEvent(first, join, 0));
        });
        gpu.synchronize();
        joined.launch(first);
        assertEquals(0, JCudaDriver.cuStreamSynchronize(first));
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(DType.F32, 64);
            gpu.toHost(DeviceMemory.address(y), copy.segment());
            assertEquals(0, copy.get(63));
        }
    }

    /** Work of two streams runs in any order that their events leave. */
    @Test
    void streamsWaitOnlyForEvents() {
        CUstream other = new CUstream();
        CUevent event = new CUevent();
        JCudaDriver.cuStreamCreate(other, 0);
        JCudaDriver.cuEventCreate(event, 0);
        fill(y, (byte) 1, other);
        JCudaDriver.cuEventRecord(event, other);
        assertEquals(CUDA_ERROR_NOT_READY, JCudaDriver.cuEventQuery(event));
        assertEquals(0, JCudaDriver.cuStreamSynchronize(other));
        assertEquals(0, JCudaDriver.cuEventQuery(event));
    }

    private static void fill(Tensor tensor, byte value, CUstream stream) {
        assertEquals(
                0,
                JCudaDriver.cuMemsetD8Async(
                        DevicePointer.to(DeviceMemory.address(tensor)), value, tensor.byteSize(), stream));
    }

    @Test
    void leaksAreNamed() {
        assertNotEquals(
                "", assertThrows(AssertionError.class, emulator::assertNoLeaks).getMessage());
        gpu.close();
        emulator.assertNoLeaks();
    }

    private void fails(String body, LaunchShape shape, String report) {
        start();
        assertThrows(CudaException.class, () -> run(inKernel(body), shape));
        assertTrue(emulator.report().contains(report), emulator.report());
    }

    private void refused(String body, LaunchShape shape, String report) {
        CudaException fault = assertThrows(CudaException.class, () -> run(inKernel(body), shape));
        assertTrue(fault.getMessage().startsWith("cuLaunchKernel of k: "), fault.getMessage());
        assertTrue(emulator.report().contains(report), emulator.report());
    }

    private static String inKernel(String body) {
        return "extern \"C\" __global__ void k(float* y) { %s }".formatted(body);
    }

    private float[] run(String source, LaunchShape shape) {
        gpu.launch(kernel(source), shape, new KernelArguments().address(y));
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(DType.F32, 64);
            gpu.toHost(DeviceMemory.address(y), copy.segment());
            return copy.toFloatArray();
        }
    }

    private Kernel kernel(String source) {
        byte[] code = Emulator.cubins()
                .get(source, () -> Nvrtc.find().orElseThrow().compile("k.cu", source, Map.of(), List.of()));
        return new Kernel("k", gpu.function(gpu.load("k.cu", code), "k"));
    }
}
