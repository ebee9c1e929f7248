// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.kernels.cuda.Emulator.Algorithm;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Gemm;
import io.github.jclip.tensor.op.Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The choice among algorithms of cublasLt, with algorithms that take seconds on the clock of emulated events: more than
 * any disturbance of the host's.
 */
class TunedLtChoiceTest {
    private static final int FAILURE = 999;
    private static final String HEURISTIC = "cublasLtMatmulAlgoGetHeuristic";
    private static final String CHECK = "cublasLtMatmulAlgoCheck";
    private static final String MATMUL = "cublasLtMatmul";
    private static final String TIME = "cuEventElapsedTime";

    /** The first, one that the library does not do after all, one that it refuses when asked, and the quickest. */
    private static final Algorithm[] ALGORITHMS = {
        Algorithm.taking(20_000),
        new Algorithm(Algorithm.Kind.IS_FOUND_UNSUPPORTED, 0),
        new Algorithm(Algorithm.Kind.IS_REFUSED, 0),
        Algorithm.taking(30_000),
        Algorithm.taking(10_000)
    };

    private static final int QUICKEST = 4;

    /** Products of 20, 10, 29 and 15, a bias of 10 and 20, and a residual of 100 to 400. */
    private static final float[] RESULT = {130, 230, 339, 435};

    @TempDir
    private Path folder;

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
        emulator.setAlgorithms(ALGORITHMS);
    }

    private CudaDevice open() {
        return emulator.open(
                Precision.F32,
                Emulator.cubins(),
                CublasChoice.JCUBLAS,
                Optional.of(LtChoice.Source.tuned(new KeptFiles(folder, ".matmul"))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theQuickestIsTaken(boolean inPlace) {
        try (CudaDevice device = open()) {
            assertArrayEquals(RESULT, layer(device, inPlace));
            assertEquals(QUICKEST, emulator.lastAlgorithm());
            long submitted = emulator.calls(MATMUL);
            assertArrayEquals(RESULT, layer(device, inPlace));
            assertEquals(submitted + 1, emulator.calls(MATMUL));
            assertEquals(QUICKEST, emulator.lastAlgorithm());
            assertEquals(1, emulator.calls(HEURISTIC));
        }
        emulator.assertNoLeaks();
    }

    /** Though it differs now which is quickest. */
    @Test
    void anotherProcessTakesTheSame() {
        try (CudaDevice device = open()) {
            layer(device, true);
        }
        emulator.setAlgorithms(
                Algorithm.taking(0),
                Algorithm.taking(0),
                Algorithm.taking(0),
                Algorithm.taking(0),
                Algorithm.taking(50_000));
        long measured = emulator.calls(TIME);
        try (CudaDevice device = open()) {
            assertArrayEquals(RESULT, layer(device, true));
            assertEquals(QUICKEST, emulator.lastAlgorithm());
            assertEquals(1, emulator.calls(CHECK));
            assertEquals(1, emulator.calls(HEURISTIC));
            assertEquals(measured, emulator.calls(TIME));
        }
        emulator.assertNoLeaks();
    }

    /** Times are kept with the choice, so that a report can tell the gain without measuring. */
    @Test
    void theGainIsReported() {
        for (int process = 0; process < 2; process++) {
            try (CudaDevice device = open()) {
                layer(device, true);
                assertEquals(
                        List.of(
                                "cublasLt: 100 % of all multiplications by algorithms that were measured, for 1 shapes, 1 of"
                                        + " them not by the heuristic's first; one product of each shape takes 1.00e+04 ms, by the"
                                        + " heuristic's first 2.00e+04 ms (2.00×)"),
                        device.findings());
            }
        }
        assertEquals(1, emulator.calls(HEURISTIC));
        try (CudaDevice device = emulator.open(DType.F32)) {
            layer(device, true);
            assertEquals(List.of(), device.findings());
        }
    }

    @Test
    void whatIsDamagedIsMeasuredAgain() throws IOException {
        try (CudaDevice device = open()) {
            layer(device, false);
        }
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        byte[] flipped = good.clone();
        flipped[40] ^= 1;
        for (byte[] damaged : List.of(flipped, Arrays.copyOf(good, 10), new byte[0])) {
            Files.write(file, damaged);
            long before = emulator.calls(HEURISTIC);
            try (CudaDevice device = open()) {
                assertArrayEquals(RESULT, layer(device, false));
            }
            assertEquals(before + 1, emulator.calls(HEURISTIC));
            assertArrayEquals(algorithm(good), algorithm(Files.readAllBytes(file)));
        }
        assertEquals(0, emulator.calls(CHECK));
        emulator.assertNoLeaks();
    }

    /** A whole file of the right name may come from a library that knew an algorithm which this one does not. */
    @Test
    void whatTheLibraryDoesNotKnowIsMeasuredAgain() {
        try (CudaDevice device = open()) {
            layer(device, false);
        }
        emulator.setAlgorithms(Algorithm.taking(20_000), Algorithm.taking(10_000));
        try (CudaDevice device = open()) {
            assertArrayEquals(RESULT, layer(device, false));
            assertEquals(1, emulator.calls(CHECK));
            assertEquals(1, emulator.lastAlgorithm());
        }
        emulator.assertNoLeaks();
    }

    @Test
    void aFolderThatCannotBeWrittenCostsTime() throws IOException {
        folder = Files.writeString(folder.resolve("file"), "").resolve("none");
        for (int i = 1; i <= 2; i++) {
            try (CudaDevice device = open()) {
                assertArrayEquals(RESULT, layer(device, false));
                assertEquals(QUICKEST, emulator.lastAlgorithm());
                assertEquals(i, emulator.calls(HEURISTIC));
            }
        }
    }

    @Test
    void oneAlgorithmIsNoChoice() throws IOException {
        emulator.setAlgorithms(Algorithm.taking(0));
        try (CudaDevice device = open()) {
            assertArrayEquals(RESULT, layer(device, true));
        }
        assertEquals(1, emulator.calls(MATMUL));
        assertEquals(List.of(), files());
    }

    /** The heuristic's first stands in where there is no memory for a result that nobody reads. */
    @Test
    void withoutMemoryNothingIsMeasured() throws IOException {
        try (CudaDevice device = open();
                Scope scope = device.openScope()) {
            Layer layer = new Layer(device, scope, true);
            emulator.fail("cuMemAllocAsync", 1, Emulator.OUT_OF_MEMORY);
            assertArrayEquals(RESULT, layer.run(device));
            assertEquals(0, emulator.lastAlgorithm());
        }
        assertEquals(List.of(), files());
        emulator.assertNoLeaks();
    }

    /** Where every algorithm is refused, cuBLAS multiplies. */
    @Test
    void ifNoneWorksItIsDoneWithoutThem() throws IOException {
        Algorithm refused = new Algorithm(Algorithm.Kind.IS_REFUSED, 0);
        emulator.setAlgorithms(refused, refused, refused, refused, refused);
        try (CudaDevice device = open()) {
            assertArrayEquals(RESULT, layer(device, true));
        }
        assertEquals(List.of(), files());
        emulator.assertNoLeaks();
    }

    /** The first run measures, the second is captured, the others are one launch. */
    @Test
    void noGraphIsMadeOfMeasurements() {
        try (CudaDevice device = open();
                Scope scope = device.openScope()) {
            Layer layer = new Layer(device, scope, true);
            try (PreparedOps prepared = device.prepare(List.of(layer.linear()))) {
                for (int run = 0; run < 3; run++) {
                    layer.start(device);
                    long submitted = emulator.calls(MATMUL);
                    prepared.run();
                    assertArrayEquals(RESULT, layer.result(device));
                    long most = run == 0 ? Long.MAX_VALUE : run == 1 ? 1 : 0;
                    assertTrue(emulator.calls(MATMUL) - submitted <= most);
                }
            }
            assertEquals(QUICKEST, emulator.lastAlgorithm());
        }
        emulator.assertNoLeaks();
    }

    /** What meets a shape for the first time while it is captured takes the heuristic's first and keeps nothing. */
    @Test
    void nothingIsMeasuredDuringACapture() throws IOException {
        try (CudaDevice device = open();
                Scope scope = device.openScope()) {
            Layer layer = new Layer(device, scope, false);
            Gpu gpu = device.launcher().gpu();
            CudaGraph graph = gpu.capture("a layer", () -> device.execute(layer.linear()));
            assertEquals(1, emulator.calls(MATMUL));
            gpu.launch(graph);
            assertArrayEquals(RESULT, layer.result(device));
            gpu.destroy(graph);
        }
        assertEquals(List.of(), files());
        emulator.assertNoLeaks();
    }

    /** 256³ multiplications are worth a choice, those of one column less are not. */
    @Test
    void largeProductsThatNothingFollowsAreMeasured() throws IOException {
        try (CudaDevice device = open();
                Scope scope = device.openScope()) {
            Tensor a = scope.allocate(DType.F32, 256, 256);
            BiFunction<Integer, Double, Gemm> product = (columns, beta) ->
                    new Gemm(1, a, a.slice(1, 0, columns), beta, scope.allocate(DType.F32, 256, columns));
            device.execute(product.apply(255, 0.0));
            assertEquals(0, emulator.calls(HEURISTIC));
            device.execute(product.apply(256, 0.0));
            assertEquals(1, emulator.calls(HEURISTIC));
            device.execute(product.apply(256, 1.0));
            device.synchronize();
        }
        assertEquals(2, files().size());
        emulator.assertNoLeaks();
    }

    /** The n-th call fails, for every n that there is, while algorithms are chosen for a product in place. */
    @ParameterizedTest
    @ValueSource(strings = {HEURISTIC, "cuMemAllocAsync", "cuEventCreate", "cuEventRecord", "cuEventSynchronize", TIME})
    void everyCallMayFail(String call) throws IOException {
        emulator.setAlgorithms(Algorithm.taking(20_000), Algorithm.taking(10_000));
        for (long n = 1, calls = 1; n <= calls; n++) {
            for (Path file : files()) {
                Files.delete(file);
            }
            try (CudaDevice device = open();
                    Scope scope = device.openScope()) {
                Layer layer = new Layer(device, scope, true);
                emulator.fail(call, (int) n, FAILURE);
                CudaException fault = assertThrows(CudaException.class, () -> device.execute(layer.linear()));
                assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
                layer.start(device);
                long before = emulator.calls(call);
                assertArrayEquals(RESULT, layer.run(device));
                calls = n == 1 ? emulator.calls(call) - before : calls;
            }
            emulator.assertNoLeaks();
        }
    }

    /** What the driver does not take back is all that stays, and no plan is kept. */
    @ParameterizedTest
    @CsvSource({"cuMemFreeAsync, 16 bytes of device memory", "cuEventDestroy, 1 events"})
    void nothingElseIsLeftBehind(String call, String left) {
        try (CudaDevice device = open();
                Scope scope = device.openScope()) {
            Layer layer = new Layer(device, scope, true);
            emulator.fail(call, 1, FAILURE);
            CudaException fault = assertThrows(CudaException.class, () -> device.execute(layer.linear()));
            assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
            layer.start(device);
            assertArrayEquals(RESULT, layer.run(device));
        }
        assertEquals(left, emulator.leaks());
    }

    /** An algorithm that fails when tried is out of the contest. */
    @Test
    void anAlgorithmMayFail() {
        emulator.setAlgorithms(Algorithm.taking(20_000), Algorithm.taking(10_000));
        try (CudaDevice device = open()) {
            emulator.fail(MATMUL, 2, FAILURE);
            assertArrayEquals(RESULT, layer(device, true));
            assertEquals(0, emulator.lastAlgorithm());
        }
        emulator.assertNoLeaks();
    }

    /** Without the times that were measured. */
    private static byte[] algorithm(byte[] file) {
        return Arrays.copyOf(file, LtAlgorithm.BYTES);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static float[] layer(CudaDevice device, boolean inPlace) {
        try (Scope scope = device.openScope()) {
            return new Layer(device, scope, inPlace).run(device);
        }
    }

    /** Two rows through a layer with bias and residual, which may lie where the result goes. */
    private static final class Layer {
        private final Tensor residual;
        private final Linear linear;

        Layer(CudaDevice device, Scope scope, boolean inPlace) {
            try (Scope host = Scope.ofHost()) {
                Tensor x = device.upload(Tensor.ofFloats(host, new float[] {1, 2, 3, 2, 3, 4}, 2, 3), scope);
                PackedMatrix w = device.pack(Tensor.ofFloats(host, new float[] {2, 3, 4, 1, 3, 1}, 2, 3), scope);
                Tensor bias = device.upload(Tensor.ofFloats(host, new float[] {10, 20}, 2), scope);
                residual = scope.allocate(DType.F32, 2, 2);
                Tensor y = inPlace ? residual : scope.allocate(DType.F32, 2, 2);
                linear = new Linear(x, w, Epilogue.bias(bias).withResidual(residual), y);
            }
            start(device);
        }

        /** Writes the residual, over what an earlier run may have made of it. */
        void start(CudaDevice device) {
            try (Scope host = Scope.ofHost()) {
                device.copy(Tensor.ofFloats(host, new float[] {100, 200, 300, 400}, 2, 2), residual);
            }
        }

        Linear linear() {
            return linear;
        }

        float[] run(CudaDevice device) {
            device.execute(linear);
            return result(device);
        }

        float[] result(CudaDevice device) {
            try (Scope host = Scope.ofHost()) {
                Tensor result = host.allocate(DType.F32, 2, 2);
                device.copy(linear.y(), result);
                device.synchronize();
                return result.toFloatArray();
            }
        }
    }
}
