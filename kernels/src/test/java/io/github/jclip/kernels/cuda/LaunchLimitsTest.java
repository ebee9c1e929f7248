// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.AveragePoolBackward;
import io.github.jclip.tensor.op.BatchNorm;
import io.github.jclip.tensor.op.BatchNormBackward;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Epilogue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More positions than one dimension of a grid has blocks, and slabs of more than one round. */
class LaunchLimitsTest {
    /** Above 65,535 blocks of any kernel here, and above 2,048 slabs of one round. */
    private static final int POSITIONS = 2 * 1024 * 65 + 7;

    private Emulator emulator;
    private CudaDevice device;
    private Scope scope;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
        device = emulator.open(DType.F32);
        scope = device.openScope();
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            emulator.assertNoLeaks();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "64, 1", "65, 3", "802816, 64", "12544, 2048", "3211264, 32", "131073, 1", "75000000000, 1"})
    void slabsCoverEveryPositionOnce(long positions, int channels) {
        Slabs slabs = Slabs.toReduce(positions, channels);
        long covered = (long) slabs.count() * slabs.length();
        assertTrue(covered >= positions && covered - slabs.length() < positions, slabs::toString);
        assertEquals(slabs.count() * Math.ceilDiv(channels, 32), slabs.shape().gridX());
        assertTrue(slabs.shape().gridX() <= 2048 + 64, slabs::toString);
    }

    @Test
    void whatNoGridHoldsIsRefused() {
        Slabs impossible = Slabs.toMap(1L << 36, 4096);
        assertThrows(ArithmeticException.class, impossible::shape);
    }

    /** Half of the positions are 3, half are 5, but for a 4. */
    @Test
    void statisticsOfManyPositions() {
        Tensor x = upload(POSITIONS, i -> i == POSITIONS - 1 ? 4 : 3 + i % 2 * 2);
        Tensor ones = upload(1, _ -> 1);
        Tensor mean = scope.allocate(DType.F32, 1);
        Tensor inverse = scope.allocate(DType.F32, 1);
        Tensor y = scope.allocate(DType.F32, POSITIONS, 1, 1, 1);
        Tensor channels = x.reshape(POSITIONS, 1, 1, 1);
        device.execute(
                new BatchNorm(channels, ones, scope.allocate(DType.F32, 1), ones, ones, 0, 0, true, mean, inverse, y));
        assertEquals(4, download(mean)[0], 1e-6);
        assertEquals(1, download(inverse)[0], 1e-5);
        assertEquals(1, download(y)[POSITIONS - 2], 1e-5);

        Tensor dweight = scope.allocate(DType.F32, 1);
        Tensor dbias = scope.allocate(DType.F32, 1);
        Tensor gradients = upload(POSITIONS, i -> i % 2).reshape(POSITIONS, 1, 1, 1);
        device.execute(new BatchNormBackward(channels, ones, mean, inverse, true, gradients, null, dweight, dbias));
        float odd = (POSITIONS - 1) * 0.5f;
        assertEquals(odd, download(dbias)[0]);
        assertEquals(odd, download(dweight)[0], 1);
    }

    @Test
    void patchesOfManyPositions() {
        Tensor x = upload(POSITIONS, i -> i % 5).reshape(1, POSITIONS, 1, 1);
        Tensor w = device.upload(Tensor.ofFloats(Scope.ofGarbageCollected(), new float[] {1, 0, 0, 2}, 1, 4), scope);
        Tensor y = scope.allocate(DType.F32, 1, POSITIONS + 1, 2, 1);
        device.execute(new Convolution(x, device.packConvolution(w, 2, 1, scope), 2, 1, 1, Epilogue.NONE, y));
        float[] result = download(y);
        // Left of the image the lower right weight is on it, right of it the upper left.
        assertEquals(2 * ((POSITIONS - 1) % 5), result[2 * (POSITIONS - 1)]);
        assertEquals((POSITIONS - 1) % 5, result[2 * POSITIONS + 1]);
    }

    @Test
    void windowsOfManyPositions() {
        Tensor dy = upload(POSITIONS, i -> i % 7).reshape(1, 1, POSITIONS, 1);
        Tensor dx = scope.allocate(DType.F32, 1, 1, POSITIONS, 1);
        device.execute(new AveragePoolBackward(dy, 1, dx));
        assertEquals((POSITIONS - 1) % 7, download(dx)[POSITIONS - 1]);
    }

    private interface Value {
        float at(int i);
    }

    private Tensor upload(int count, Value value) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = value.at(i);
        }
        return device.upload(Tensor.ofFloats(Scope.ofGarbageCollected(), values, count), scope);
    }

    private float[] download(Tensor tensor) {
        Tensor copy = Scope.ofGarbageCollected().allocate(tensor.dtype(), tensor.shape());
        device.copy(tensor, copy);
        return copy.toFloatArray();
    }
}
