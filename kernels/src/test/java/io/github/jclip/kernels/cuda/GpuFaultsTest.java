// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Gemm;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the driver refuses: the message says which call, and nothing stays behind. */
class GpuFaultsTest {
    private static final int FAILURE = 999;
    private static final int WORKSPACE = 4 << 20;

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cuInit",
                "cuDeviceGetCount",
                "cuDeviceGet",
                "cuDeviceGetName",
                "cuDeviceTotalMem",
                "cuDriverGetVersion",
                "cuDeviceGetAttribute",
                "cuDevicePrimaryCtxRetain",
                "cuCtxSetCurrent",
                "cuStreamCreate",
                "cuDeviceGetDefaultMemPool",
                "cuMemPoolSetAttribute",
                "cublasCreate",
                "cublasSetStream",
                "cublasSetWorkspace",
                "cublasSetMathMode",
                "cublasGetVersion",
                "cublasLtCreate",
                "cuMemAllocAsync"
            })
    void openingLeavesNothing(String call) {
        for (CublasChoice cublas : CublasChoice.values()) {
            emulator.fail(call, 1, FAILURE);
            assertFails(
                    call,
                    () -> emulator.open(DType.F32, Emulator.cubins(), cublas).close());
            emulator.assertNoLeaks();
        }
    }

    @Test
    void aFailingProductIsNamed() {
        for (CublasChoice cublas : CublasChoice.values()) {
            try (CudaDevice device = emulator.open(DType.F32, Emulator.cubins(), cublas);
                    Scope scope = device.openScope()) {
                Tensor a = scope.allocate(DType.F32, 3, 3);
                emulator.fail("cublasGemmStridedBatchedEx", 1, FAILURE);
                CudaException fault = assertFails(
                        "cublasGemmStridedBatchedEx of BlasProduct[m=3",
                        () -> device.execute(Gemm.of(a, a, scope.allocate(DType.F32, 3, 3))));
                assertTrue(fault.getMessage().endsWith(": CUBLAS_STATUS_EXECUTION_FAILED"), fault.getMessage());
            }
            emulator.assertNoLeaks();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cuMemAllocAsync",
                "cuMemsetD8Async",
                "cuMemcpyHtoDAsync",
                "cuModuleLoadData",
                "cuModuleGetFunction",
                "cuLaunchKernel",
                "cuMemcpyDtoHAsync",
                "cuStreamSynchronize"
            })
    void workingGivesEverythingBack(String call) {
        try (CudaDevice device = emulator.open(DType.F32)) {
            emulator.fail(call, 1, FAILURE);
            CudaException fault = assertFails(call, () -> addOnes(device));
            boolean ofKernel = call.startsWith("cuLaunch") || call.equals("cuModuleGetFunction");
            assertTrue(!ofKernel || fault.getMessage().contains("add_f32"), fault.getMessage());
            assertEquals(2, addOnes(device));
        }
        emulator.assertNoLeaks();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cublasDestroy",
                "cublasLtDestroy",
                "cuMemFreeAsync",
                "cuModuleUnload",
                "cuStreamDestroy",
                "cuDevicePrimaryCtxRelease"
            })
    void closingSaysWhatFailed(String call) {
        CudaDevice device = emulator.open(DType.F32);
        addOnes(device);
        emulator.fail(call, 1, FAILURE);
        assertFails(call, device::close);
        device.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nvrtcCreateProgram", "nvrtcCompileProgram", "nvrtcGetCUBINSize", "nvrtcGetCUBIN", "nvrtcVersion"
            })
    void aFailingCompilerIsNamed(String call) {
        CubinCache nowhere = new CubinCache(Path.of("pom.xml", "none"));
        try (CudaDevice device = emulator.open(DType.F32, nowhere)) {
            emulator.failCompiler(call, 1);
            assertFails(call, () -> addOnes(device));
            assertEquals(2, addOnes(device));
        }
        emulator.assertNoLeaks();
    }

    @Test
    void memoryThatIsNotThereIsCounted() {
        try (Device device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            emulator.setMemory(WORKSPACE + (1 << 20));
            scope.allocate(DType.F32, 1000);
            OutOfDeviceMemoryException fault =
                    assertThrows(OutOfDeviceMemoryException.class, () -> scope.allocate(DType.F32, 1 << 20));
            assertEquals(
                    "emulated GPU has too little memory: 4,194,304 bytes asked for, 1,044,576 free",
                    fault.getMessage());
            assertEquals(4 << 20, fault.bytesAsked());
            scope.allocate(DType.F32, 1000);
        }
        emulator.assertNoLeaks();
    }

    /** A failure to count does not hide the failure that is told. */
    @ParameterizedTest
    @ValueSource(strings = {"cuMemGetInfo", "cuDeviceGetDefaultMemPool", "cuMemPoolGetAttribute"})
    void memoryMayNotBeCounted(String call) {
        emulator.setMemory(WORKSPACE + (1 << 20));
        try (Device device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            emulator.fail(call, 1, FAILURE);
            OutOfDeviceMemoryException fault =
                    assertThrows(OutOfDeviceMemoryException.class, () -> scope.allocate(DType.F32, 1 << 20));
            assertTrue(fault.getMessage().endsWith("an unknown number free"), fault.getMessage());
        }
        emulator.assertNoLeaks();
    }

    /** The n-th allocation fails, for every n that there is. */
    @Test
    void everyAllocationMayFail() {
        try (CudaDevice device = emulator.open(DType.F32)) {
            long before = emulator.calls("cuMemAllocAsync");
            addOnes(device);
            long allocations = emulator.calls("cuMemAllocAsync") - before;
            for (int n = 1; n <= allocations; n++) {
                emulator.fail("cuMemAllocAsync", n, Emulator.OUT_OF_MEMORY);
                assertThrows(OutOfDeviceMemoryException.class, () -> addOnes(device));
            }
        }
        emulator.assertNoLeaks();
    }

    @Test
    void aScopeFreesWhatItCan() {
        try (CudaDevice device = emulator.open(DType.F32)) {
            Scope scope = device.openScope();
            scope.allocate(DType.F32, 3);
            scope.allocate(DType.F32, 5);
            emulator.fail("cuMemFreeAsync", 1, FAILURE);
            assertFails("cuMemFreeAsync", scope::close);
            scope.close();
        }
        assertEquals("12 bytes of device memory", emulator.leaks());
    }

    @Test
    void scopesLeftOpenAreClosedWithTheDevice() {
        CudaDevice device = emulator.open(DType.F32);
        Scope scope = device.openScope();
        scope.allocate(DType.F32, 5);
        device.close();
        emulator.assertNoLeaks();
        scope.close();
        assertThrows(IllegalStateException.class, () -> scope.allocate(DType.F32, 5));
        assertThrows(IllegalStateException.class, device::openScope);
    }

    @Test
    void whatAScopeOwnedIsNotUsedAfterwards() {
        try (Device device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            Tensor here = scope.allocate(DType.F32, 5);
            Tensor gone;
            try (Scope inner = device.openScope()) {
                gone = inner.allocate(DType.F32, 5);
            }
            String message = assertThrows(IllegalStateException.class, () -> device.execute(new Add(here, gone, here)))
                    .getMessage();
            assertEquals("F32[5] is used after its scope was closed", message);
        }
        emulator.assertNoLeaks();
    }

    @Test
    void hostTensorsAreRefused() {
        try (Device device = emulator.open(DType.F32);
                Scope host = Scope.ofHost()) {
            Tensor a = host.allocate(DType.F32, 5);
            String message = assertThrows(IllegalArgumentException.class, () -> device.execute(new Add(a, a, a)))
                    .getMessage();
            assertEquals("F32[5] lies in host memory; upload it first", message);
        }
        emulator.assertNoLeaks();
    }

    /** Contexts belong to threads. */
    @Test
    void anyThreadMayUseTheDevice() throws InterruptedException {
        try (CudaDevice device = emulator.open(DType.F32)) {
            double[] result = {0};
            Thread thread = new Thread(() -> result[0] = addOnes(device));
            thread.start();
            thread.join();
            assertEquals(2, result[0]);
        }
        emulator.assertNoLeaks();
    }

    /** 1 + 1 on the device. */
    private static double addOnes(CudaDevice device) {
        try (Scope host = Scope.ofHost();
                Scope scope = device.openScope()) {
            Tensor ones = Tensor.ofFloats(host, new float[] {1, 1, 1}, 3);
            Tensor a = device.upload(ones, scope);
            Tensor y = scope.allocate(DType.F32, 3);
            device.execute(new Add(a, a, y));
            device.copy(y, ones);
            device.synchronize();
            return ones.get(2);
        }
    }

    private static CudaException assertFails(String call, Runnable action) {
        CudaException fault = assertThrows(CudaException.class, action::run);
        assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
        return fault;
    }
}
