// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearCpuTest {
    private static final DType[] WEIGHT_TYPES = {DType.F32, DType.F16, DType.BF16};

    private static final Activation[] ACTIVATIONS = {
        Activation.NONE, Activation.RELU, Activation.QUICK_GELU, Activation.GELU, Activation.SILU
    };

    private static CpuDevice device;

    @BeforeAll
    static void open() {
        device = new CpuDevice(2);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static void check(Trial trial, Tensor x, Tensor weight, Epilogue epilogue, Tensor y) {
        PackedMatrix w = device.pack(weight, trial.scope());
        Linear op = new Linear(x, w, epilogue, y);
        Linear twin = new Linear(trial.wide(x), trial.wide(w), trial.wide(epilogue), trial.wide(y));
        device.execute(op);
        trial.assertMatches(op, twin);
        trial.assertUntouchedAround(y);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomSizesTypesAndEpilogues(int seed) {
        try (Trial trial = new Trial(seed)) {
            int m = trial.size(90);
            int n = trial.size(150);
            int k = trial.size(1600);
            DType type = WEIGHT_TYPES[seed % WEIGHT_TYPES.length];
            Tensor x = trial.normal(DType.F32, m, k);
            Tensor weight = trial.normal(type, n, k);
            Epilogue epilogue = new Epilogue(
                    seed % 2 == 0 ? trial.normal(type, n) : null,
                    ACTIVATIONS[seed % ACTIVATIONS.length],
                    seed % 3 == 0 ? trial.normal(DType.F32, m, n) : null);
            check(trial, x, weight, epilogue, trial.guarded(DType.F32, m, n));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,48,8", "2,47,3", "6,48,768", "7,49,769", "12,96,385", "13,145,16", "8,1,50", "1,200,1"})
    void sizesAroundTilesAndBlocks(int m, int n, int k) {
        try (Trial trial = new Trial(m + 31L * n + 97L * k)) {
            Epilogue epilogue =
                    new Epilogue(trial.normal(DType.F32, n), Activation.RELU, trial.normal(DType.F32, m, n));
            check(
                    trial,
                    trial.normal(DType.F32, m, k),
                    trial.normal(DType.F32, n, k),
                    epilogue,
                    trial.guarded(DType.F32, m, n));
        }
    }

    @ParameterizedTest
    @CsvSource({"0,5,3", "5,0,3", "5,7,0"})
    void emptyDimensions(int m, int n, int k) {
        try (Trial trial = new Trial(1)) {
            Epilogue epilogue = Epilogue.bias(trial.normal(DType.F32, n)).withActivation(Activation.GELU);
            check(
                    trial,
                    trial.normal(DType.F32, m, k),
                    trial.normal(DType.F32, n, k),
                    epilogue,
                    trial.guarded(DType.F32, m, n));
        }
    }

    @Test
    void batchesOfRowsAtAnyDistance() {
        try (Trial trial = new Trial(5)) {
            Tensor x = trial.normal(DType.F32, 3, 11, 20);
            Tensor residual = trial.normal(DType.F32, 3, 11, 50);
            Tensor y = trial.guarded(DType.F32, 3, 11, 50);
            check(trial, x, trial.normal(DType.F16, 50, 20), Epilogue.NONE.withResidual(residual), y);
        }
    }

    @Test
    void transposedBatches() {
        try (Trial trial = new Trial(6)) {
            Tensor x = trial.normal(DType.F32, 9, 4, 20).transpose(0, 1);
            Tensor y = trial.guarded(DType.F32, 4, 9, 50);
            check(trial, x, trial.normal(DType.BF16, 20, 50).transpose(0, 1), Epilogue.NONE, y);
        }
    }

    @Test
    void residualMayBeTheOutput() {
        try (Trial trial = new Trial(7)) {
            Tensor y = trial.normal(DType.F32, 20, 50);
            Epilogue epilogue = new Epilogue(trial.normal(DType.F32, 50), Activation.QUICK_GELU, y);
            check(trial, trial.normal(DType.F32, 20, 30), trial.normal(DType.F32, 50, 30), epilogue, y);
        }
    }

    @ParameterizedTest
    @CsvSource({"101,1001,130", "3,1700,500"})
    void bitsDoNotDependOnTheNumberOfThreads(int m, int k, int n) {
        try (Trial trial = new Trial(8)) {
            Tensor x = trial.normal(DType.F32, m, k);
            Tensor weight = trial.normal(DType.F32, n, k);
            Epilogue epilogue = Epilogue.bias(trial.normal(DType.F32, n)).withActivation(Activation.GELU);
            float[] single = null;
            for (int threads = 1; threads <= 5; threads++) {
                Tensor y = trial.dense(DType.F32, m, n);
                try (CpuDevice other = new CpuDevice(threads)) {
                    other.execute(new Linear(x, other.pack(weight, trial.scope()), epilogue, y));
                }
                single = single == null ? y.toFloatArray() : single;
                assertArrayEquals(single, y.toFloatArray());
            }
        }
    }

    @Test
    void refusesMemoryThatIsReadOnlyOrFreed() {
        try (Trial trial = new Trial(10)) {
            Scope scope = Scope.ofHost();
            Tensor x = scope.allocate(DType.F32, 4, 2);
            PackedMatrix w = device.pack(trial.dense(DType.F32, 3, 2), trial.scope());
            Tensor y = trial.dense(DType.F32, 4, 3);
            Tensor mapped = Tensor.ofHost(DType.F32, y.shape(), y.segment().asReadOnly());
            Linear readOnly = new Linear(x, w, Epilogue.NONE, mapped);
            assertThrows(IllegalArgumentException.class, () -> device.execute(readOnly));
            scope.close();
            Linear freed = new Linear(x, w, Epilogue.NONE, y);
            assertThrows(IllegalStateException.class, () -> device.execute(freed));
        }
    }

    @Test
    void refusesMatricesOfOtherDevices() {
        try (Trial trial = new Trial(9);
                ReferenceDevice other = new ReferenceDevice()) {
            PackedMatrix w = other.pack(trial.dense(DType.F32, 3, 2), trial.scope());
            Linear op = new Linear(trial.dense(DType.F32, 4, 2), w, Epilogue.NONE, trial.dense(DType.F32, 4, 3));
            assertThrows(IllegalArgumentException.class, () -> device.execute(op));
        }
    }
}
