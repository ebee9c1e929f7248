// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;
import io.github.jclip.tensor.op.GatherTokensBackward;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Labels and indices outside of their range, which nobody checks on a GPU, touch no memory but their op's own. */
class IndexBoundsTest {
    private static final int[] INDICES = {1, -1, 2, 3};

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
            scope.close();
            device.close();
            emulator.assertNoLeaks();
        }
    }

    @Test
    void lossIsNotANumberWhereALabelNamesNoClass() {
        Tensor losses = scope.allocate(DType.F32, 4);
        device.execute(new CrossEntropy(ones(4, 3), indices(4), losses));
        float[] values = onHost(losses);
        float expected = (float) Math.log(3);
        assertEquals(expected, values[0], 1e-6f);
        assertTrue(Float.isNaN(values[1]));
        assertEquals(expected, values[2], 1e-6f);
        assertTrue(Float.isNaN(values[3]));
    }

    @Test
    void gradientOfTheLossSubtractsNothingWhereALabelNamesNoClass() {
        Tensor dlogits = scope.allocate(DType.F32, 4, 3);
        device.execute(new CrossEntropyBackward(ones(4, 3), indices(4), 3, dlogits));
        assertArrayEquals(new float[] {1, -2, 1, 1, 1, 1, 1, 1, -2, 1, 1, 1}, onHost(dlogits), 1e-6f);
    }

    @Test
    void gatheredGradientLeavesZerosWhereAnIndexNamesNoToken() {
        Tensor dx = scope.allocate(DType.F32, 4, 3, 1);
        device.execute(new GatherTokensBackward(ones(4, 1), indices(4), dx));
        assertArrayEquals(new float[] {0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, onHost(dx));
    }

    @Test
    void embeddingGradientLeavesOutWhatNamesNoRow() {
        Tensor dtable = ones(3, 1);
        device.execute(new EmbeddingLookupBackward(indices(2, 2), ones(2, 2, 1), dtable, null));
        assertArrayEquals(new float[] {1, 2, 2}, onHost(dtable));
    }

    private Tensor indices(int... dims) {
        return device.upload(Tensor.ofInts(Scope.ofGarbageCollected(), INDICES, dims), scope);
    }

    private Tensor ones(int... dims) {
        Tensor host = Scope.ofGarbageCollected().allocate(DType.F32, dims);
        host.fill(1);
        return device.upload(host, scope);
    }

    private float[] onHost(Tensor tensor) {
        Tensor host = Scope.ofGarbageCollected().allocate(DType.F32, tensor.shape());
        device.copy(tensor, host);
        device.synchronize();
        return host.toFloatArray();
    }
}
