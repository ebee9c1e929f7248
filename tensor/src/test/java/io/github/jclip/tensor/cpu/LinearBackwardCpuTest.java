// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.LinearBackward;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearBackwardCpuTest {

    @ParameterizedTest
    @CsvSource({"3000,70,301", "700,1200,130", "5,3,2"})
    void bitsDoNotDependOnTheNumberOfThreads(int m, int k, int n) {
        try (Trial trial = new Trial(8)) {
            Tensor x = trial.normal(DType.F32, m, k);
            Tensor dy = trial.normal(DType.F32, m, n);
            List<float[]> single = null;
            for (int threads = 1; threads <= 5; threads++) {
                Tensor dweight = trial.dense(DType.F32, n, k);
                Tensor dbias = trial.dense(DType.F32, n);
                try (CpuDevice device = new CpuDevice(threads)) {
                    device.execute(new LinearBackward(x, dy, dweight, dbias));
                }
                List<float[]> gradients = List.of(dweight.toFloatArray(), dbias.toFloatArray());
                single = single == null ? gradients : single;
                assertArrayEquals(single.getFirst(), gradients.getFirst());
                assertArrayEquals(single.getLast(), gradients.getLast());
            }
        }
    }

    @Test
    void nothingIsWrittenBesideTheGradients() {
        try (Trial trial = new Trial(9);
                CpuDevice device = new CpuDevice(2)) {
            Tensor linear = trial.guarded(DType.F32, 101, 70);
            device.execute(new LinearBackward(
                    trial.normal(DType.F32, 2100, 70), trial.normal(DType.F32, 2100, 101), linear, null));
            trial.assertUntouchedAround(linear);
            Tensor convolution = trial.guarded(DType.F32, 19, 27);
            device.execute(new ConvolutionBackward(
                    trial.normal(DType.F32, 2, 9, 7, 3), 3, 1, 1, trial.normal(DType.F32, 2, 9, 7, 19), convolution));
            trial.assertUntouchedAround(convolution);
        }
    }
}
