// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.ConvolutionBackward;
import io.github.jclip.tensor.op.Epilogue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Convolutions over more images than the workspace holds at a time. All numbers are small integers, so sums are exact. */
class ConvolutionChunksTest {
    private static final int IMAGES = 5;
    private static final int SIZE = 4;
    private static final int CHANNELS = 3;
    private static final int OUTPUTS = 6;
    private static final int WINDOW = 9 * CHANNELS;

    /** What two of the images take, patches padded to 32 columns; the fifth comes alone. */
    private static final long TWO_IMAGES = 2 * SIZE * SIZE * 32 * Float.BYTES + 17;

    private final SplittableRandom random = new SplittableRandom(3);
    private Emulator emulator;
    private CudaDevice device;
    private Launcher launcher;
    private Scope scope;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
        device = emulator.open(DType.F32);
        launcher = device.launcher();
        scope = device.openScope();
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            emulator.assertNoLeaks();
        }
    }

    @Test
    void aChunkHoldsWhatFits() {
        Tensor x = integers(IMAGES, SIZE, SIZE, CHANNELS);
        Windows windows = new Windows(x, 3, 1, 1, SIZE, SIZE);
        assertEquals(2, windows.imagesAtOnce(32, TWO_IMAGES));
        assertEquals(1, windows.imagesAtOnce(32, 5));
        assertEquals(IMAGES, windows.imagesAtOnce(32, Windows.WORKSPACE));
    }

    /** Into the tokens behind a class token, which stays; the positions are the same for all images. */
    @Test
    void forwardInChunks() {
        Tensor x = integers(IMAGES, SIZE, SIZE, CHANNELS);
        PackedMatrix w = device.packConvolution(integers(OUTPUTS, WINDOW), 3, 1, scope);
        Tensor positions = integers(1, SIZE, SIZE, OUTPUTS).expand(IMAGES, SIZE, SIZE, OUTPUTS);
        Epilogue epilogue = new Epilogue(integers(OUTPUTS), Activation.RELU, positions);
        Tensor whole = scope.allocate(DType.F32, IMAGES, SIZE * SIZE + 1, OUTPUTS);
        Tensor chunks = scope.allocate(DType.F32, IMAGES, SIZE * SIZE + 1, OUTPUTS);
        ConvolutionCuda.run(new Convolution(x, w, 3, 1, 1, epilogue, patches(whole)), launcher, Windows.WORKSPACE);
        ConvolutionCuda.run(new Convolution(x, w, 3, 1, 1, epilogue, patches(chunks)), launcher, TWO_IMAGES);
        float[] expected = download(whole);
        assertTrue(sum(expected) > 0);
        assertArrayEquals(expected, download(chunks));
    }

    private static Tensor patches(Tensor tokens) {
        return tokens.slice(1, 1, SIZE * SIZE + 1).unflatten(1, SIZE, SIZE);
    }

    @Test
    void backwardInChunks() {
        Tensor x = integers(IMAGES, SIZE, SIZE, CHANNELS);
        Tensor dy = patches(integers(IMAGES, SIZE * SIZE + 1, OUTPUTS));
        Tensor whole = scope.allocate(DType.F32, OUTPUTS, WINDOW);
        Tensor chunks = scope.allocate(DType.F32, OUTPUTS, WINDOW);
        ConvolutionBackwardCuda.run(new ConvolutionBackward(x, 3, 1, 1, dy, whole), launcher, Windows.WORKSPACE);
        ConvolutionBackwardCuda.run(new ConvolutionBackward(x, 3, 1, 1, dy, chunks), launcher, TWO_IMAGES);
        float[] expected = download(whole);
        assertTrue(sum(expected) != 0);
        assertArrayEquals(expected, download(chunks));
    }

    private Tensor integers(int... dims) {
        try (Scope host = Scope.ofHost()) {
            Tensor tensor = host.allocate(DType.F32, dims);
            for (long i = 0; i < tensor.elementCount(); i++) {
                tensor.setFlat(i, random.nextInt(-3, 4));
            }
            return device.upload(tensor, scope);
        }
    }

    private float[] download(Tensor tensor) {
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
            device.copy(tensor, copy);
            return copy.toFloatArray();
        }
    }

    private static float sum(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum;
    }
}
