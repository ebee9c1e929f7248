// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel that gathers patches. All numbers are small integers, so that sums are exact in every type. */
class GatheredConvolutionTest {
    private final SplittableRandom random = new SplittableRandom(11);
    private final Scope host = Scope.ofGarbageCollected();
    private Emulator emulator;
    private CudaDevice device;
    private Scope scope;

    private void start(DType dtype, Emulator.Order order) {
        emulator = Emulator.fresh();
        emulator.setOrder(order);
        device = emulator.open(dtype);
        scope = device.openScope();
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            emulator.assertNoLeaks();
        }
    }

    /** Tiles of every width, tiles that are not full, terms that do not fill a step, windows larger than the image. */
    @ParameterizedTest
    @CsvSource({
        "F32, FORWARD, 2, 9, 8, 4, 7, 3, 1, 1",
        "F32, REVERSE, 1, 13, 11, 12, 64, 3, 2, 1",
        "F32, SHUFFLED, 131, 1, 1, 4, 33, 1, 2, 0",
        "F16, FORWARD, 2, 9, 8, 8, 7, 3, 1, 1",
        "F16, REVERSE, 1, 12, 11, 24, 129, 3, 1, 1",
        "F16, SHUFFLED, 1, 3, 2, 24, 256, 5, 1, 2",
        "BF16, FORWARD, 3, 7, 9, 16, 40, 3, 2, 1",
        "BF16, REVERSE, 1, 2, 3, 8, 65, 3, 1, 3",
        "BF16, SHUFFLED, 131, 2, 2, 8, 32, 2, 2, 0"
    })
    void isTheReference(
            DType dtype,
            Emulator.Order order,
            int images,
            int height,
            int width,
            int channels,
            int outputs,
            int kernel,
            int stride,
            int padding) {
        start(dtype, order);
        Tensor x = integers(dtype, images, height, width, channels);
        Tensor weight = integers(dtype, outputs, kernel * kernel * channels);
        Tensor bias = integers(dtype, outputs);
        int rows = Convolution.outputSize(height, kernel, stride, padding);
        int columns = Convolution.outputSize(width, kernel, stride, padding);
        Tensor residual = integers(dtype, images, rows, columns, outputs);
        Tensor y = host.allocate(dtype, residual.shape());
        new Convolution(
                        x,
                        new ReferenceDevice().pack(weight, host),
                        kernel,
                        stride,
                        padding,
                        new Epilogue(bias, Activation.RELU, residual),
                        y)
                .reference();

        // Between tokens that stay as they are, with steps of their own for the residual.
        Tensor tokens = device.upload(integers(dtype, images, rows * columns + 2, outputs), scope);
        Tensor before = download(tokens);
        Tensor target = tokens.slice(1, 1, rows * columns + 1).unflatten(1, rows, columns);
        Convolution op = new Convolution(
                device.upload(x, scope),
                device.packConvolution(device.upload(weight, scope), kernel, stride, scope),
                kernel,
                stride,
                padding,
                new Epilogue(device.upload(bias, scope), Activation.RELU, device.upload(residual, scope)),
                target);
        assertTrue(GatheredConvolution.suits(op, device.launcher()));
        device.execute(op);
        before.slice(1, 1, rows * columns + 1).unflatten(1, rows, columns).copyFrom(y);
        assertArrayEquals(before.toFloatArray(), download(tokens).toFloatArray());
    }

    @ParameterizedTest
    @CsvSource({
        "F16, 12, 32, 0, NONE",
        "F16, 16, 257, 0, NONE",
        "F16, 96, 32, 0, RELU",
        "F32, 16, 65, 0, NONE",
        "BF16, 16, 32, 1, RELU",
        "F16, 16, 32, 0, GELU"
    })
    void otherOperandsGoElsewhere(DType dtype, int channels, int outputs, int firstChannel, Activation activation) {
        start(dtype, Emulator.Order.FORWARD);
        Tensor x =
                scope.allocate(dtype, 1, 4, 4, channels + firstChannel).slice(3, firstChannel, channels + firstChannel);
        Tensor w = scope.allocate(dtype, outputs, 9 * channels);
        Tensor y = scope.allocate(dtype, 1, 4, 4, outputs);
        Epilogue epilogue = new Epilogue(null, activation, null);
        Convolution op = new Convolution(x, device.packConvolution(w, 3, 1, scope), 3, 1, 1, epilogue, y);
        assertFalse(GatheredConvolution.suits(op, device.launcher()));
    }

    private Tensor integers(DType dtype, int... dims) {
        Tensor tensor = host.allocate(dtype, dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextInt(-1, 2));
        }
        return tensor;
    }

    private Tensor download(Tensor tensor) {
        Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
        device.copy(tensor, copy);
        return copy;
    }
}
