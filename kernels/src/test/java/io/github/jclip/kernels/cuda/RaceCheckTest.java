// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checked emulator must find kernels that race or leave their memory, and must leave correct ones alone. */
class RaceCheckTest {
    private static final LaunchShape ONE_THREAD = new LaunchShape(1, 1, 1, 0);
    private static final LaunchShape ONE_WARP = new LaunchShape(1, 1, 32, 0);
    private static final LaunchShape TWO_WARPS = new LaunchShape(1, 1, 64, 0);
    private static final LaunchShape TWO_BLOCKS = new LaunchShape(2, 1, 64, 0);

    private Emulator emulator;
    private Gpu gpu;
    private Tensor y;
    private byte[] code;

    @BeforeEach
    void start() {
        emulator = Emulator.checked();
        gpu = new Gpu(
                GpuProperties.all().getFirst(), CublasChoice.JCUBLAS.binding().orElseThrow());
        y = gpu.openScope().allocate(DType.F32, 64);
    }

    @AfterEach
    void reset() {
        if (emulator != null) {
            Emulator.fresh();
        }
    }

    /** In every order of threads: it is not the values that tell. */
    @Test
    void readsAndWritesNeedABarrierBetween() {
        compile("""
                extern "C" __global__ void k(float* y) {
                    __shared__ float values[64];
                    values[threadIdx.x] = threadIdx.x;
                    VARIANT
                    y[threadIdx.x] = values[63 - threadIdx.x];
                }
                """, "__syncthreads();", "");
        for (Emulator.Order order : Emulator.Order.values()) {
            emulator.setOrder(order);
            passes(0, TWO_WARPS);
            fails(1, TWO_WARPS, "k.cu:5", "k.cu:3", ": no barrier between");
        }
    }

    /** The next round must not write what others still read. */
    @Test
    void readersMustBeDoneBeforeTheNextRound() {
        compile("""
                extern "C" __global__ void k(float* y) {
                    __shared__ float first;
                    for (int i = 0; i < 2; i++) {
                        if (threadIdx.x == 0) first = i;
                        __syncthreads();
                        y[threadIdx.x] = first;
                        VARIANT
                    }
                }
                """, "__syncthreads();", "");
        passes(0, TWO_WARPS);
        fails(1, TWO_WARPS, "k.cu:4", "k.cu:6", ": no __syncwarp between");
    }

    /** Also of equal values. */
    @Test
    void twoWritesRace() {
        compile("""
                extern "C" __global__ void k(float* y) {
                    __shared__ float flag;
                    if (threadIdx.x % 32 == 0) flag = 1;
                    __syncthreads();
                    y[threadIdx.x] = flag;
                }
                """, "");
        passes(0, ONE_WARP);
        fails(0, TWO_WARPS, "thread (32,0,0) of block (0,0,0) at k.cu:3 writes 4 bytes");
    }

    /** Lanes advance on their own; that they exchange something by shuffles says nothing about memory. */
    @Test
    void lanesAreOrderedBySyncwarpAlone() {
        compile(
                """
                extern "C" __global__ void k(float* y) {
                    __shared__ float values[64];
                    values[threadIdx.x] = threadIdx.x;
                    VARIANT];
                }
                """,
                "__syncwarp(); y[threadIdx.x] = values[threadIdx.x ^ 1",
                "__syncwarp(); __syncwarp(); y[threadIdx.x] = values[threadIdx.x ^ 1",
                "y[threadIdx.x] = values[threadIdx.x ^ 1",
                "__shfl_xor_sync(0xffffffffu, 1, 1); y[threadIdx.x] = values[threadIdx.x ^ 1",
                "__syncwarp(); y[threadIdx.x] = values[threadIdx.x ^ 32");
        passes(0, TWO_WARPS);
        passes(1, TWO_WARPS);
        fails(2, TWO_WARPS, "no __syncwarp between");
        fails(3, TWO_WARPS, "no __syncwarp between");
        fails(4, TWO_WARPS, "no barrier between");
    }

    /** A writer races with the readers of its own warp and with those of others, however many there are. */
    @Test
    void everyReaderCounts() {
        compile(
                """
                extern "C" __global__ void k(float* y) {
                    __shared__ float value;
                    if (threadIdx.x == 0) value = 1;
                    __syncthreads();
                    VARIANT value = 2;
                }
                """,
                "y[threadIdx.x] = value; __syncwarp(); if (threadIdx.x == 0)",
                "y[threadIdx.x] = value; __syncwarp(); if (threadIdx.x == 63)",
                "if (threadIdx.x < 2) y[threadIdx.x] = value; __syncwarp(); if (threadIdx.x == 40)",
                "if (threadIdx.x < 8) y[threadIdx.x] = value; if (threadIdx.x == 7)",
                "if (threadIdx.x < 32) y[threadIdx.x] = value; __syncwarp(); if (threadIdx.x == 5)",
                "if (threadIdx.x == 7) y[threadIdx.x] = value; if (threadIdx.x == 7)");
        fails(0, TWO_WARPS, "no barrier between");
        fails(1, TWO_WARPS, "no barrier between");
        fails(2, TWO_WARPS, "no barrier between");
        fails(3, TWO_WARPS, "no __syncwarp between");
        passes(4, TWO_WARPS);
        passes(5, TWO_WARPS);
    }

    @Test
    void blocksHaveNoOrder() {
        compile(
                "extern \"C\" __global__ void k(float* y) { __syncthreads(); VARIANT; }",
                "y[32 * blockIdx.x + threadIdx.x % 32] = 1",
                "y[threadIdx.x] = 1",
                "if (blockIdx.x == 0) y[0] = 1; else y[threadIdx.x] = y[0]",
                "if (blockIdx.x == 1) y[0] = 1; else y[threadIdx.x] = y[0]");
        passes(0, new LaunchShape(2, 1, 32, 0));
        passes(1, TWO_WARPS);
        fails(1, TWO_BLOCKS, "4 bytes at offset 0 of a block of 256 bytes", ": blocks have no order");
        fails(2, TWO_BLOCKS, "blocks have no order");
        fails(3, TWO_BLOCKS, "blocks have no order");
    }

    @Test
    void launchesAreOrdered() {
        compile(
                "extern \"C\" __global__ void k(float* y) { VARIANT += threadIdx.x; }",
                "y[threadIdx.x]",
                "y[63 - threadIdx.x]");
        passes(0, TWO_WARPS);
        passes(1, TWO_WARPS);
    }

    @Test
    void atomicsRaceWithOthersOnly() {
        compile(
                "extern \"C\" __global__ void k(float* y) { atomicAdd(y, 1.0f); VARIANT }",
                "",
                "if (threadIdx.x == 5) y[0] = 2;");
        passes(0, TWO_BLOCKS);
        fails(1, TWO_WARPS, "no __syncwarp between");
    }

    @Test
    void neighboursInAWordDoNotRace() {
        compile("""
                extern "C" __global__ void k(float* y) {
                    __shared__ unsigned char bytes[64];
                    bytes[threadIdx.x] = threadIdx.x;
                    reinterpret_cast<unsigned short*>(y)[threadIdx.x] = bytes[threadIdx.x];
                }
                """, "");
        passes(0, TWO_WARPS);
    }

    @Test
    void whatIsReadFromSharedMemoryWasWrittenThere() {
        compile("""
                extern "C" __global__ void k(float* y) {
                    __shared__ float values[64];
                    if (threadIdx.x < VARIANT) values[threadIdx.x] = 1;
                    __syncthreads();
                    y[threadIdx.x] = values[threadIdx.x];
                }
                """, "64", "63");
        passes(0, TWO_WARPS);
        fails(1, TWO_WARPS, "k.cu:5 reads 4 bytes at offset", "shared memory that its block has not written");
    }

    /** A guard band would not show a read, nor a write that jumps over it. */
    @Test
    void noByteOfOthersIsTouched() {
        compile(
                "extern \"C\" __global__ void k(float* y) {\n  VARIANT;\n}",
                "y[0] = y[63]",
                "y[0] = y[64]",
                "y[0] = y[-1]",
                "*reinterpret_cast<double*>(y + 62) = 1",
                "*reinterpret_cast<double*>(y + 63) = 1",
                "y[1ll << 40] = 1");
        passes(0, ONE_THREAD);
        fails(
                1,
                ONE_THREAD,
                "kernel k1, block (0,0,0), thread (0,0,0), k.cu:2: reads 4 bytes 0 bytes behind a block of 256 bytes");
        fails(2, ONE_THREAD, "reads 4 bytes 4 bytes before a block of 256 bytes");
        passes(3, ONE_THREAD);
        fails(4, ONE_THREAD, "behind a block of 256 bytes");
        fails(5, ONE_THREAD, "writes 4 bytes at an address that is not device memory");
    }

    @Test
    void dynamicSharedMemoryIsAsLargeAsTheLaunchSays() {
        compile("extern \"C\" __global__ void k(float* y) { extern __shared__ float v[]; v[threadIdx.x] = 1; }", "");
        passes(0, new LaunchShape(1, 1, 64, 256));
        fails(
                0,
                new LaunchShape(1, 1, 64, 252),
                "thread (63,0,0)",
                "writes 4 bytes 0 bytes behind the dynamic shared memory of 252 bytes");
    }

    /** A copy may arrive at any time until it is awaited. */
    @Test
    void copiesRaceUntilTheyAreAwaited() {
        compile(
                """
                #include "intrinsics.cuh"
                extern "C" __global__ void k(float* y) {
                    __shared__ __attribute__((aligned(16))) float values[256];
                    float* others = values + 4 * (threadIdx.x ^ 32);
                    for (int i = 0; i < 4; i++) values[4 * threadIdx.x + i] = 0;
                    VARIANT
                    y[threadIdx.x] = x;
                }
                """,
                "__syncthreads(); copyAsync(others, y); awaitCopies(); __syncthreads(); float x = values[threadIdx.x];",
                "copyAsync(others, y); awaitCopies(); __syncthreads(); float x = values[threadIdx.x];",
                "__syncthreads(); copyAsync(others, y); __syncthreads(); float x = values[threadIdx.x];",
                "__syncthreads(); copyAsync(others, y); __syncthreads(); float x = values[threadIdx.x];"
                        + " __syncthreads(); awaitCopies();");
        passes(0, TWO_WARPS);
        fails(1, TWO_WARPS, "k.cu:6 writes 16 bytes", "no barrier between");
        fails(2, TWO_WARPS, "no barrier between");
        fails(3, TWO_WARPS, "no barrier between");
    }

    /** The row that a lane names goes to others. */
    @Test
    void rowsOfMatricesAreWrittenBefore() {
        compile("""
                #include "intrinsics.cuh"
                extern "C" __global__ void k(float* y) {
                    __shared__ __attribute__((aligned(16))) unsigned rows[128];
                    for (int i = 0; i < 4; i++) rows[4 * threadIdx.x + i] = i;
                    unsigned pairs[4];
                    VARIANT(pairs, rows + 4 * threadIdx.x);
                    y[threadIdx.x] = pairs[0];
                }
                """, "__syncwarp(); loadMatrices", "loadMatrices", "__syncwarp(); loadTransposed", "loadTransposed");
        passes(0, ONE_WARP);
        fails(1, ONE_WARP, "k.cu:6 reads 16 bytes", "no __syncwarp between");
        passes(2, ONE_WARP);
        fails(3, ONE_WARP, "k.cu:6 reads 16 bytes", "no __syncwarp between");
    }

    /** Kernels k0, k1, … that differ by a piece of the source each, in one file, for that is sooner compiled. */
    private void compile(String source, String... variants) {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < variants.length; i++) {
            file.append("#line 1 \"k.cu\"\n");
            file.append(source.replace("void k(", "void k" + i + "(").replace("VARIANT", variants[i]))
                    .append('\n');
        }
        String whole = file.toString();
        code = Emulator.checkedCubins()
                .get(whole, () -> Nvrtc.find().orElseThrow().compile("k.cu", whole, Map.of(), List.of()));
    }

    private void passes(int variant, LaunchShape shape) {
        assertDoesNotThrow(() -> run(variant, shape), () -> emulator.report());
    }

    /** A context is of no use after a fault, so the next kernel gets another one. */
    private void fails(int variant, LaunchShape shape, String... reports) {
        assertThrows(CudaException.class, () -> run(variant, shape));
        String report = emulator.report();
        for (String expected : reports) {
            assertTrue(report.contains(expected), report);
        }
        start();
    }

    private void run(int variant, LaunchShape shape) {
        String name = "k" + variant;
        Kernel kernel = new Kernel(name, gpu.function(gpu.load("k.cu", code), name));
        gpu.launch(kernel, shape, new KernelArguments().address(y));
        gpu.synchronize();
    }
}
