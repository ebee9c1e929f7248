// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.Op;
import io.github.jclip.tensor.op.Softmax;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared ops on the emulated GPU: the first run submits them, the second captures them, later ones launch the graph. */
class CudaGraphsTest {
    private static final String GRAPHS = "jclip.cuda.graphs";
    private static final int FAILURE = 999;
    private static final int N = 5;

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    @AfterEach
    void graphsOn() {
        System.clearProperty(GRAPHS);
    }

    /** Ops with their tensors: products that copy their operands first, and kernels. */
    private static final class Sequence implements AutoCloseable {
        private final CudaDevice device;
        private final Scope scope;
        private final Tensor x;
        private final Tensor sum;
        private final List<Op> ops;

        Sequence(CudaDevice device) {
            this.device = device;
            scope = device.openScope();
            // No dense dimension: cuBLAS is given a copy.
            x = scope.allocate(DType.F32, N, 2, N, 2).select(1, 0).select(2, 0);
            sum = scope.allocate(DType.F32, N, N);
            Tensor square = scope.allocate(DType.F32, N, N);
            Tensor product = scope.allocate(DType.F32, N, N);
            ops = List.of(
                    Gemm.of(x, x.transpose(0, 1), square),
                    new Softmax(square, square),
                    Gemm.of(square, x, product),
                    new Softmax(product, product),
                    new Add(product, sum, sum));
        }

        void write(double value) {
            try (Scope host = Scope.ofHost()) {
                Tensor values = host.allocate(DType.F32, N, N);
                for (int i = 0; i < N * N; i++) {
                    values.setFlat(i, Math.sin(i + value));
                }
                device.copy(values, x);
            }
        }

        float[] result() {
            try (Scope host = Scope.ofHost()) {
                Tensor values = host.allocate(DType.F32, N, N);
                device.copy(sum, values);
                device.synchronize();
                return values.toFloatArray();
            }
        }

        @Override
        public void close() {
            scope.close();
        }
    }

    @ParameterizedTest
    @EnumSource(CublasChoice.class)
    void aGraphDoesWhatItsOpsDo(CublasChoice cublas) {
        try (CudaDevice device = emulator.open(DType.F32, Emulator.cubins(), cublas);
                Sequence one = new Sequence(device);
                Sequence other = new Sequence(device);
                PreparedOps prepared = device.prepare(one.ops)) {
            for (int run = 0; run < 4; run++) {
                one.write(run);
                other.write(run);
                prepared.run();
                other.ops.forEach(device::execute);
                assertArrayEquals(other.result(), one.result(), "run " + run);
            }
            assertEquals(1, emulator.calls("cuStreamBeginCapture"));
            assertEquals(3, emulator.calls("cuGraphLaunch"));
        }
        emulator.assertNoLeaks();
    }

    /** From the third run on nothing is submitted but the graph. */
    @Test
    void aLaunchIsOneCall() {
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence sequence = new Sequence(device);
                PreparedOps prepared = device.prepare(sequence.ops)) {
            prepared.run();
            long allocations = emulator.calls("cuMemAllocAsync");
            prepared.run();
            long submissions = submissions();
            prepared.run();
            assertEquals(submissions, submissions());
            assertEquals(allocations, emulator.calls("cuMemAllocAsync"));
        }
        emulator.assertNoLeaks();
    }

    private long submissions() {
        return emulator.calls("cuLaunchKernel")
                + emulator.calls("cublasGemmStridedBatchedEx")
                + emulator.calls("cuMemsetD8Async");
    }

    @Test
    void thePropertySwitchesGraphsOff() {
        System.setProperty(GRAPHS, "off");
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence sequence = new Sequence(device);
                PreparedOps prepared = device.prepare(sequence.ops)) {
            sequence.write(1);
            IntStream.range(0, 3).forEach(_ -> prepared.run());
            for (float element : sequence.result()) {
                assertTrue(element > 0 && element < 3);
            }
            assertEquals(0, emulator.calls("cuStreamBeginCapture"));
        }
        emulator.assertNoLeaks();
    }

    @Test
    void noOpsAreNoGraph() {
        try (CudaDevice device = emulator.open(DType.F32);
                PreparedOps prepared = device.prepare(List.of())) {
            IntStream.range(0, 3).forEach(_ -> prepared.run());
            assertEquals(0, emulator.calls("cuStreamBeginCapture"));
        }
        emulator.assertNoLeaks();
    }

    /** A call that fails while a graph is made or launched is named; nothing is left, and the next run tries again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cuStreamBeginCapture",
                "cuLaunchKernel",
                "cuMemsetD8Async",
                "cublasGemmStridedBatchedEx",
                "cuStreamEndCapture",
                "cuGraphInstantiateWithFlags",
                "cuGraphDestroy",
                "cuGraphLaunch"
            })
    void aFailureIsNamedAndPasses(String call) {
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence one = new Sequence(device);
                Sequence other = new Sequence(device);
                PreparedOps prepared = device.prepare(one.ops)) {
            one.write(3);
            other.write(3);
            prepared.run();
            emulator.fail(call, 1, FAILURE);
            CudaException fault = assertThrows(CudaException.class, prepared::run);
            assertTrue(fault.getMessage().startsWith(call.replace("WithFlags", "")), fault.getMessage());
            prepared.run();
            prepared.run();
            for (int run = 0; run < 3; run++) {
                other.ops.forEach(device::execute);
            }
            assertArrayEquals(other.result(), one.result());
        }
        assertEquals(call.equals("cuGraphDestroy") ? "1 graphs" : "", emulator.leaks());
    }

    @Test
    void aGraphThatCannotBeFreedIsNamed() {
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence sequence = new Sequence(device)) {
            PreparedOps prepared = device.prepare(sequence.ops);
            prepared.run();
            prepared.run();
            emulator.fail("cuGraphExecDestroy", 1, FAILURE);
            CudaException fault = assertThrows(CudaException.class, prepared::close);
            assertTrue(fault.getMessage().startsWith("cuGraphExecDestroy"), fault.getMessage());
            prepared.close();
        }
        assertEquals("1 graphs", emulator.leaks());
    }

    /** The n-th allocation of the first run fails, for every n that there is; the next run goes through. */
    @Test
    void everyAllocationMayFail() {
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence sequence = new Sequence(device)) {
            long before = emulator.calls("cuMemAllocAsync");
            device.prepare(sequence.ops).run();
            long allocations = emulator.calls("cuMemAllocAsync") - before;
            assertNotEquals(0, allocations);
            for (int n = 1; n <= allocations; n++) {
                try (PreparedOps prepared = device.prepare(sequence.ops)) {
                    emulator.fail("cuMemAllocAsync", n, Emulator.OUT_OF_MEMORY);
                    assertThrows(OutOfDeviceMemoryException.class, prepared::run);
                    prepared.run();
                    prepared.run();
                }
            }
        }
        emulator.assertNoLeaks();
    }

    @Test
    void whatIsLeftOpenGoesWithTheDevice() {
        CudaDevice device = emulator.open(DType.F32);
        Sequence sequence = new Sequence(device);
        PreparedOps prepared = device.prepare(sequence.ops);
        prepared.run();
        prepared.run();
        device.close();
        emulator.assertNoLeaks();
        prepared.close();
        sequence.close();
    }

    @Test
    void noRunAfterTheEnd() {
        try (CudaDevice device = emulator.open(DType.F32)) {
            Sequence sequence = new Sequence(device);
            PreparedOps prepared = device.prepare(sequence.ops);
            prepared.run();
            prepared.run();
            sequence.close();
            assertEquals(
                    "5 ops from Gemm to Add are run after a scope of their tensors was closed",
                    assertThrows(IllegalStateException.class, prepared::run).getMessage());
            prepared.close();
            assertEquals(
                    "5 ops from Gemm to Add are run after they were closed",
                    assertThrows(IllegalStateException.class, prepared::run).getMessage());
        }
        emulator.assertNoLeaks();
    }

    /** A kernel's failure inside a graph shows when somebody waits, and names the graph. */
    @Test
    void aFaultNamesTheGraph() {
        try (CudaDevice device = emulator.open(DType.F32);
                Sequence sequence = new Sequence(device);
                PreparedOps prepared = device.prepare(sequence.ops)) {
            prepared.run();
            prepared.run();
            device.synchronize();
            emulator.fail("cuStreamSynchronize", 1, Emulator.LAUNCH_FAILED);
            String message =
                    assertThrows(CudaException.class, device::synchronize).getMessage();
            assertTrue(message.startsWith("cuStreamSynchronize after 5 ops from Gemm to Add"), message);
        }
        emulator.assertNoLeaks();
    }

    /** What an op must not do: the message says what instead, and the next capture is not affected. */
    @Test
    void whatWouldNotBePartOfAGraphIsRefused() {
        try (Gpu gpu = new Gpu(
                GpuProperties.all().getFirst(), CublasChoice.JCUBLAS.binding().orElseThrow())) {
            long address = gpu.allocate(16);
            refused(gpu, () -> gpu.allocate(16));
            refused(gpu, () -> gpu.free(address));
            refused(gpu, () -> gpu.capture("inner", () -> {}));
            CudaException fault = assertThrows(CudaException.class, () -> gpu.capture("waiting", gpu::synchronize));
            assertTrue(fault.getMessage().contains("CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"), fault.getMessage());
            gpu.destroy(gpu.capture("nothing", () -> {}));
            gpu.free(address);
        }
        emulator.assertNoLeaks();
    }

    private static void refused(Gpu gpu, Runnable call) {
        IllegalStateException fault = assertThrows(IllegalStateException.class, () -> gpu.capture("outer", call));
        assertTrue(fault.getMessage().contains("while a graph is captured"), fault.getMessage());
    }
}
