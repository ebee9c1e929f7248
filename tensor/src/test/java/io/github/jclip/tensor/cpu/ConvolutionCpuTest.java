// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvolutionCpuTest {
    private static CpuDevice device;

    @BeforeAll
    static void open() {
        device = new CpuDevice(2);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private static void check(Trial trial, Tensor x, int n, int kernel, int stride, int padding, boolean guarded) {
        Tensor weight = trial.normal(DType.F16, n, kernel * kernel * x.dim(3));
        int h = Convolution.outputSize(x.dim(1), kernel, stride, padding);
        int w = Convolution.outputSize(x.dim(2), kernel, stride, padding);
        Epilogue epilogue =
                new Epilogue(trial.normal(DType.F32, n), Activation.RELU, trial.normal(DType.F32, x.dim(0), h, w, n));
        Tensor y = trial.guarded(DType.F32, x.dim(0), h, w, n);
        if (!guarded) {
            y = trial.dense(DType.F32, x.dim(0), h, w, n);
        }
        PackedMatrix packed = device.packConvolution(weight, kernel, stride, trial.scope());
        Convolution op = new Convolution(x, packed, kernel, stride, padding, epilogue, y);
        device.execute(op);
        trial.assertMatches(
                op,
                new Convolution(
                        trial.wide(x),
                        trial.wide(packed),
                        kernel,
                        stride,
                        padding,
                        trial.wide(epilogue),
                        trial.wide(y)));
        if (guarded) {
            trial.assertUntouchedAround(y);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,5,5,3,7,3,1,1",
        "2,9,7,8,50,3,2,1",
        "2,8,8,3,20,4,4,0",
        "3,6,5,17,10,1,1,0",
        "2,7,7,16,10,1,2,0",
        "1,4,9,50,49,3,1,1",
        "2,6,6,4,5,5,1,2",
        "1,3,3,2,3,3,1,4",
        "2,7,10,16,20,3,1,1",
        "1,8,9,33,97,3,1,0",
        "1,3,4,64,16,3,1,2",
        "1,29,30,32,48,3,1,1"
    })
    void anyGeometry(int batch, int height, int width, int channels, int n, int kernel, int stride, int padding) {
        try (Trial trial = new Trial(batch + 7L * channels)) {
            Tensor x = trial.normal(DType.F32, batch, height, width, channels);
            check(trial, x, n, kernel, stride, padding, true);
            check(trial, x, n, kernel, stride, padding, false);
        }
    }

    @Test
    void pointwiseOnDenseImages() {
        try (Trial trial = new Trial(1)) {
            Tensor x = trial.dense(DType.F32, 2, 5, 7, 9);
            for (long i = 0; i < x.elementCount(); i++) {
                x.setFlat(i, trial.random.nextGaussian());
            }
            check(trial, x, 60, 1, 1, 0, false);
        }
    }

    @Test
    void channelsFirstImagesAsPermutedViews() {
        try (Trial trial = new Trial(2)) {
            Tensor image = trial.normal(DType.F32, 2, 3, 12, 12).permute(0, 2, 3, 1);
            check(trial, image, 33, 4, 4, 0, false);
            check(trial, image, 33, 3, 2, 1, true);
            check(trial, image, 33, 1, 1, 0, true);
            Tensor wide = trial.normal(DType.F32, 2, 16, 9, 8).permute(0, 2, 3, 1);
            check(trial, wide, 17, 3, 1, 1, true);
        }
    }
}
