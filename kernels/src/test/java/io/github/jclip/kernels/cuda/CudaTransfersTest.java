// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.OutOfDeviceMemoryException;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.StagedInput;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.Transfer;
import io.github.jclip.tensor.op.Add;
import io.github.jclip.tensor.op.Fill;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Copies between the host and the emulated GPU, which does everything as late as events and waits let it: what is not
 * waited for has the wrong values.
 */
class CudaTransfersTest {
    private static final int FAILURE = 999;

    /** More than the ring of pinned buffers holds, and no multiple of a buffer. */
    private static final int LARGE = (36 << 20) / Float.BYTES + 3;

    private static final int MEDIUM = (80 << 10) / Float.BYTES;

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    @Test
    void largeTensorsTravelInPieces() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope();
                Scope host = Scope.ofHost()) {
            Tensor there = scope.allocate(DType.F32, LARGE);
            Tensor values = host.allocate(DType.F32, LARGE);
            count(values, 1);
            device.copy(values, there);
            values.segment().fill((byte) 0);
            device.execute(new Add(there, there, there));
            Tensor back = host.allocate(DType.F32, LARGE);
            device.copy(there, back);
            count(values, 2);
            assertEquals(-1, back.segment().mismatch(values.segment()));
            assertEquals(0, emulator.calls("cuStreamSynchronize"));
        }
        emulator.assertNoLeaks();
    }

    private static void count(Tensor tensor, int step) {
        MemorySegment memory = tensor.segment();
        for (int i = 0; i < tensor.dim(0); i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, step * (i % 4099));
        }
    }

    /** Batches alternate between two places, more than the ring has buffers; neither the host's memory nor a place is overwritten too early. */
    @ParameterizedTest
    @EnumSource(names = {"F32", "F16", "BF16"})
    void stagedBatchesArriveInOrder(DType type) {
        try (CudaDevice device = emulator.open(type);
                Scope scope = device.openScope();
                Scope host = Scope.ofHost();
                StagedInput input = device.stageInput(DType.F32, 2 * MEDIUM)) {
            Tensor x = scope.allocate(type, 2, MEDIUM);
            Tensor sum = scope.allocate(type, 2, MEDIUM);
            Tensor batch = host.allocate(DType.F32, 2, MEDIUM);
            Tensor transposed = host.allocate(DType.F32, MEDIUM, 2).transpose(0, 1);
            for (int i = 1; i <= 9; i++) {
                Tensor values = i == 3 ? transposed : batch;
                fill(values, i);
                input.write(values, x);
                device.execute(new Add(x, sum, sum));
                fill(values, 100);
            }
            assertEquals(45, read(device, sum));
        }
        emulator.assertNoLeaks();
    }

    private static void fill(Tensor tensor, float value) {
        MemorySegment memory = tensor.segment();
        for (int i = 0; i < tensor.elementCount(); i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    private static double read(CudaDevice device, Tensor tensor) {
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
            device.copy(tensor, copy);
            device.synchronize();
            for (int i = 0; i < copy.elementCount(); i++) {
                assertEquals(copy.getFlat(0), copy.getFlat(i));
            }
            return copy.getFlat(0);
        }
    }

    /** A result is what it was when its copy was started, and the host does not wait before it asks. */
    @Test
    void resultsAreReadWhileLaterOnesAreComputed() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope();
                Scope host = Scope.ofHost()) {
            Tensor y = scope.allocate(DType.F32, 3);
            Tensor first = host.allocate(DType.F32, 3);
            Tensor second = host.allocate(DType.F32, 3);
            device.execute(new Fill(1, y));
            Transfer one = device.startDownload(y, first);
            device.execute(new Fill(2, y));
            Transfer two = device.startDownload(y, second);
            device.execute(new Fill(3, y));
            assertFalse(one.isDone());
            two.await();
            one.await();
            assertTrue(one.isDone());
            assertEquals(1, first.get(2));
            assertEquals(2, second.get(2));
            long pinned = emulator.calls("cuMemHostAlloc");
            device.startDownload(y, first).await();
            assertEquals(3, first.get(0));
            assertEquals(pinned, emulator.calls("cuMemHostAlloc"));
        }
        emulator.assertNoLeaks();
    }

    /** A copy that is not plain is made at once. */
    @Test
    void stridedResultsAreReadAsWell() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope();
                Scope host = Scope.ofHost()) {
            Tensor y = scope.allocate(DType.F32, 3, 2);
            device.execute(new Fill(4, y));
            Tensor column = host.allocate(DType.F32, 3);
            Transfer transfer = device.startDownload(y.select(1, 1), column);
            assertTrue(transfer.isDone());
            assertEquals(4, column.get(2));
        }
        emulator.assertNoLeaks();
    }

    /** The n-th call fails, for every n of a first use: the call is named, nothing is left, the next use goes through. */
    @ParameterizedTest
    @CsvSource({
        "cuMemHostAlloc, 5",
        "cuStreamCreate, 1",
        "cuEventCreate, 9",
        "cuEventRecord, 8",
        "cuStreamWaitEvent, 3",
        "cuEventSynchronize, 2",
        "cuMemcpyHtoDAsync, 1",
        "cuMemcpyDtoHAsync, 1"
    })
    void everyCallMayFail(String call, int times) {
        for (int n = 1; n <= times; n++) {
            Emulator.fresh();
            try (CudaDevice device = emulator.open(DType.F32)) {
                emulator.fail(call, n, FAILURE);
                CudaException fault = assertThrows(CudaException.class, () -> travel(device));
                assertTrue(fault.getMessage().startsWith(call), n + ": " + fault.getMessage());
                assertEquals(7, travel(device));
            }
            emulator.assertNoLeaks();
        }
    }

    private static float travel(CudaDevice device) {
        try (Scope scope = device.openScope();
                Scope host = Scope.ofHost();
                StagedInput input = device.stageInput(DType.F32, MEDIUM)) {
            Tensor x = scope.allocate(DType.F32, MEDIUM);
            Tensor values = host.allocate(DType.F32, MEDIUM);
            fill(values, 7);
            input.write(values, x);
            fill(values, 0);
            device.startDownload(x, values).await();
            return (float) values.get(MEDIUM - 1);
        }
    }

    @Test
    void placesThatDoNotFitAreGivenBack() {
        emulator.setMemory((4 << 20) + 3 * MEDIUM * Float.BYTES / 2);
        try (CudaDevice device = emulator.open(DType.F32)) {
            assertThrows(OutOfDeviceMemoryException.class, () -> device.stageInput(DType.F32, MEDIUM));
        }
        emulator.assertNoLeaks();
    }

    @ParameterizedTest
    @CsvSource({"cuMemFreeHost, 1 pinned buffers", "cuEventDestroy, 1 events", "cuStreamDestroy, 1 streams"})
    void closingSaysWhatFailed(String call, String left) {
        CudaDevice device = emulator.open(DType.F32);
        travel(device);
        emulator.fail(call, 1, FAILURE);
        CudaException fault = assertThrows(CudaException.class, device::close);
        assertTrue(fault.getMessage().startsWith(call), fault.getMessage());
        device.close();
        assertEquals(left, emulator.leaks());
    }

    @Test
    void whatIsLeftOpenGoesWithTheDevice() {
        CudaDevice device = emulator.open(DType.F32);
        StagedInput input = device.stageInput(DType.F32, MEDIUM);
        Transfer transfer;
        try (Scope host = Scope.ofHost()) {
            Tensor x = device.openScope().allocate(DType.F32, MEDIUM);
            Tensor values = host.allocate(DType.F32, MEDIUM);
            input.write(values, x);
            transfer = device.startDownload(x, values);
        }
        device.close();
        emulator.assertNoLeaks();
        input.close();
        assertThrows(IllegalStateException.class, transfer::await);
    }

    @Test
    void timesAreThoseOfTheGpu() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope scope = device.openScope()) {
            Tensor x = scope.allocate(DType.F32, MEDIUM);
            assertTrue(device.time(() -> device.execute(new Add(x, x, x))) > 0);
            emulator.fail("cuEventElapsedTime", 1, FAILURE);
            assertThrows(CudaException.class, () -> device.time(() -> {}));
        }
        emulator.assertNoLeaks();
    }

    @Test
    void inputsOfAnotherKindAreRefused() {
        try (CudaDevice device = emulator.open(DType.F32);
                Scope host = Scope.ofHost();
                StagedInput input = device.stageInput(DType.F32, 2)) {
            Tensor other = host.allocate(DType.F32, 3);
            assertThrows(IllegalArgumentException.class, () -> input.write(other, other));
        }
        emulator.assertNoLeaks();
    }
}
