// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to cublasLt: rounding once, one plan for each shape, its faults. The rest is conformance. */
class CublasLtTest {
    private static final int FAILURE = 999;
    private static final int NOT_SUPPORTED = 801;
    private static final float[] RESULT = {4 + 1 + 3, 10 + 1 + 4, 6 + 1 + 7, 17 + 1 + 6};

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    /** 2049 + 1 is 2050, but 2049 lies between two numbers of F16 and becomes 2048, and so does 2048 + 1. */
    @Test
    void biasAndResidualAreAddedBeforeRounding() {
        for (CublasChoice cublas : CublasChoice.values()) {
            assertEquals(2050, halfSum(cublas, true));
            assertEquals(2048, halfSum(cublas, false));
        }
    }

    private double halfSum(CublasChoice cublas, boolean withLt) {
        try (CudaDevice device = emulator.open(Precision.F16, Emulator.cubins(), cublas, withLt);
                Scope host = Scope.ofHost();
                Scope scope = device.openScope()) {
            Tensor x = device.upload(half(host, 2047, 1).reshape(1, 2), scope);
            PackedMatrix w = device.pack(half(host, 1, 2).reshape(1, 2), scope);
            Tensor bias = device.upload(half(host, 1), scope);
            Tensor y = scope.allocate(DType.F16, 1, 1);
            device.execute(new Linear(x, w, Epilogue.bias(bias), y));
            Tensor result = half(host, 0).reshape(1, 1);
            device.copy(y, result);
            device.synchronize();
            return result.get(0, 0);
        }
    }

    private static Tensor half(Scope host, float... values) {
        return Tensor.ofFloats(host, values, values.length).copyTo(host, DType.F16);
    }

    @Test
    void oneShapeIsAskedForOnce() {
        try (CudaDevice device = emulator.open(DType.F32)) {
            layer(device);
            layer(device);
            assertEquals(1, emulator.calls("cublasLtMatmulAlgoGetHeuristic"));
            assertEquals(2, emulator.calls("cublasLtMatmul"));
        }
        emulator.assertNoLeaks();
    }

    /** An algorithm may load several elements at once, where all operands allow that. */
    @Test
    void alignmentIsPartOfTheShape() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            PackedMatrix w = device.pack(scope.allocate(DType.F32, 4, 4), scope);
            Tensor bias = scope.allocate(DType.F32, 4);
            Tensor memory = scope.allocate(DType.F32, 32);
            for (int start = 0; start < 6; start++) {
                Tensor x = memory.slice(0, start, start + 16).reshape(4, 4);
                device.execute(new Linear(x, w, Epilogue.bias(bias), scope.allocate(DType.F32, 4, 4)));
            }
            device.synchronize();
            // Starts at 0, at 4, at 8 and at 16 bytes.
            assertEquals(4, emulator.calls("cublasLtMatmulAlgoGetHeuristic"));
        }
        emulator.assertNoLeaks();
    }

    @Test
    void tokensOfABatchAreRowsOfOneProduct() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            Tensor x = scope.allocate(DType.F32, 2, 3, 4);
            PackedMatrix w = device.pack(scope.allocate(DType.F32, 5, 4), scope);
            Epilogue bias = Epilogue.bias(scope.allocate(DType.F32, 5));
            emulator.fail("cublasLtMatmul", 1, FAILURE);
            CudaException fault = assertThrows(
                    CudaException.class,
                    () -> device.execute(new Linear(x, w, bias, scope.allocate(DType.F32, 2, 3, 5))));
            String product = "cublasLtMatmul of FusedProduct[product=BlasProduct[m=5, n=6, k=4,";
            assertTrue(fault.getMessage().startsWith(product), fault.getMessage());
        }
        emulator.assertNoLeaks();
    }

    @Test
    void whatTheLibraryDoesNotDoIsDoneWithoutIt() {
        try (CudaDevice device = emulator.open(DType.F32)) {
            emulator.fail("cublasLtMatmulAlgoGetHeuristic", 1, NOT_SUPPORTED);
            assertArrayEquals(RESULT, layer(device));
            assertArrayEquals(RESULT, layer(device));
            assertEquals(1, emulator.calls("cublasLtMatmulAlgoGetHeuristic"));
            assertEquals(0, emulator.calls("cublasLtMatmul"));
        }
        emulator.assertNoLeaks();
    }

    /** The n-th call fails, for every n that there is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cublasLtMatmulDescCreate",
                "cublasLtMatmulDescSetAttribute",
                "cublasLtMatrixLayoutCreate",
                "cublasLtMatrixLayoutSetAttribute",
                "cublasLtMatmulPreferenceCreate",
                "cublasLtMatmulPreferenceSetAttribute",
                "cublasLtMatmulAlgoGetHeuristic",
                "cublasLtMatmulPreferenceDestroy",
                "cublasLtMatmul"
            })
    void everyCallMayFail(String call) {
        for (CublasChoice cublas : CublasChoice.values()) {
            long calls = callsOfALayer(cublas, call);
            assertTrue(calls > 0);
            for (int n = 1; n <= calls; n++) {
                try (CudaDevice device = emulator.open(DType.F32, Emulator.cubins(), cublas)) {
                    emulator.fail(call, n, FAILURE);
                    CudaException fault = assertThrows(CudaException.class, () -> layer(device));
                    assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
                    assertTrue(fault.getMessage().endsWith(": CUBLAS_STATUS_EXECUTION_FAILED"), fault.getMessage());
                    assertArrayEquals(RESULT, layer(device));
                }
                emulator.assertNoLeaks();
            }
        }
    }

    private long callsOfALayer(CublasChoice cublas, String call) {
        long before = emulator.calls(call);
        try (CudaDevice device = emulator.open(DType.F32, Emulator.cubins(), cublas)) {
            layer(device);
            return emulator.calls(call) - before;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cublasLtMatmulDescDestroy", "cublasLtMatrixLayoutDestroy", "cublasLtDestroy"})
    void closingDestroysTheRest(String call) {
        CudaDevice device = emulator.open(DType.F32);
        layer(device);
        emulator.fail(call, 1, FAILURE);
        CudaException fault = assertThrows(CudaException.class, device::close);
        assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
        emulator.assertNoLeaks();
    }

    /** Two rows through a layer with bias, residual and ReLU; the residual does not lie where the result goes. */
    private static float[] layer(CudaDevice device) {
        try (Scope host = Scope.ofHost();
                Scope scope = device.openScope()) {
            Tensor x = device.upload(Tensor.ofFloats(host, new float[] {1, 1, 1, 2, 2, 1}, 2, 3), scope);
            PackedMatrix w = device.pack(Tensor.ofFloats(host, new float[] {1, 1, 2, 2, 5, 3}, 2, 3), scope);
            Tensor bias = device.upload(Tensor.ofFloats(host, new float[] {1, 1}, 2), scope);
            Tensor residual = device.upload(Tensor.ofFloats(host, new float[] {3, 4, 7, 6}, 2, 2), scope);
            Epilogue epilogue = Epilogue.bias(bias).withResidual(residual).withActivation(Activation.RELU);
            Tensor y = scope.allocate(DType.F32, 2, 2);
            device.execute(new Linear(x, w, epilogue, y));
            Tensor result = host.allocate(DType.F32, 2, 2);
            device.copy(y, result);
            device.synchronize();
            return result.toFloatArray();
        }
    }
}
