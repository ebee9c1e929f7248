// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Gemm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GemmCpuTest {
    private static CpuDevice device;

    @BeforeAll
    static void open() {
        device = new CpuDevice(2);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static void check(Trial trial, double alpha, Tensor a, Tensor b, double beta, Tensor c) {
        Gemm op = new Gemm(alpha, a, b, beta, c);
        Gemm twin = new Gemm(alpha, trial.wide(a), trial.wide(b), beta, trial.wide(c));
        device.execute(op);
        trial.assertMatches(op, twin);
        trial.assertUntouchedAround(c);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomSizesFactorsAndTransposes(int seed) {
        try (Trial trial = new Trial(seed)) {
            int m = trial.size(90);
            int n = trial.size(150);
            int k = trial.size(1600);
            Tensor a = (seed & 1) == 0
                    ? trial.normal(DType.F32, m, k)
                    : trial.normal(DType.F32, k, m).transpose(0, 1);
            Tensor b = (seed & 2) == 0
                    ? trial.normal(DType.F32, k, n)
                    : trial.normal(DType.F32, n, k).transpose(0, 1);
            double alpha = seed % 3 == 0 ? 1 : 0.75;
            double beta = new double[] {0, 1, -0.5}[seed % 3];
            check(trial, alpha, a, b, beta, trial.normal(DType.F32, m, n));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "0,4,4", "4,0,4", "4,4,0"})
    void tinyAndEmpty(int m, int n, int k) {
        try (Trial trial = new Trial(1)) {
            Tensor a = trial.normal(DType.F32, m, k);
            Tensor b = trial.normal(DType.F32, k, n);
            check(trial, 2, a, b, 3, trial.normal(DType.F32, m, n));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void batches(int batch) {
        try (Trial trial = new Trial(batch)) {
            Tensor a = trial.normal(DType.F32, batch, 13, 30);
            Tensor b = trial.normal(DType.F32, 30, 50, batch).permute(2, 0, 1);
            check(trial, 1, a, b, 0, trial.guarded(DType.F32, batch, 13, 50));
        }
    }

    @Test
    void anExpandedOperandServesEveryPair() {
        try (Trial trial = new Trial(3)) {
            Tensor a = trial.normal(DType.F32, 13, 30).expand(3, 13, 30);
            Tensor b = trial.normal(DType.F32, 1, 50).expand(3, 30, 50);
            check(trial, 1, a, b, 0, trial.guarded(DType.F32, 3, 13, 50));
        }
    }

    @Test
    void bitsDoNotDependOnTheNumberOfThreads() {
        try (Trial trial = new Trial(4)) {
            Tensor a = trial.normal(DType.F32, 3, 1001, 101).transpose(1, 2);
            Tensor b = trial.normal(DType.F32, 3, 1001, 130);
            float[] single = null;
            for (int threads = 1; threads <= 5; threads++) {
                Tensor c = trial.dense(DType.F32, 3, 101, 130);
                try (CpuDevice other = new CpuDevice(threads)) {
                    other.execute(Gemm.of(a, b, c));
                }
                single = single == null ? c.toFloatArray() : single;
                assertArrayEquals(single, c.toFloatArray());
            }
        }
    }
}
