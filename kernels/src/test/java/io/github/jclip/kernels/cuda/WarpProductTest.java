// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product of a warp, {@code mma.cuh}: every element of a fragment stands for the element it should. */
class WarpProductTest {
    private static final int ROWS = 16;
    private static final int INNER = 16;
    private static final int COLUMNS = 16;
    private static final LaunchShape WARP = new LaunchShape(1, 1, 32, 0);

    /** y is a·b with fragments taken element by element, then with those that are loaded as matrices. */
    private static final String KERNEL = """
        #include "mma.cuh"

        template <class T>
        __device__ inline unsigned pair(const T* first, int step) {
            return first[0].bits | static_cast<unsigned>(first[step].bits) << 16;
        }

        __device__ inline void write(const SumFragment& d, float* y) {
            int row = threadIdx.x / 4;
            int column = threadIdx.x % 4 * 2;
            y[row * 16 + column] = d.sums[0];
            y[row * 16 + column + 1] = d.sums[1];
            y[(row + 8) * 16 + column] = d.sums[2];
            y[(row + 8) * 16 + column + 1] = d.sums[3];
        }

        extern "C" __global__ void products(const ELEMENT* a, const ELEMENT* b, float* y) {
            __shared__ __align__(16) ELEMENT left[16 * 24];
            __shared__ __align__(16) ELEMENT rows[16 * 24];
            __shared__ __align__(16) ELEMENT columns[16 * 24];
            int g = threadIdx.x / 4;
            int t = threadIdx.x % 4 * 2;
            for (int i = threadIdx.x; i < 256; i += 32) {
                left[i / 16 * 24 + i % 16] = a[i];
                rows[i / 16 * 24 + i % 16] = b[i];
                columns[i % 16 * 24 + i / 16] = b[i];
            }
            __syncwarp();
            LeftFragment byElement{
                {pair(a + g * 16 + t, 1), pair(a + (g + 8) * 16 + t, 1), pair(a + g * 16 + t + 8, 1),
                 pair(a + (g + 8) * 16 + t + 8, 1)}};
            LeftFragment loaded;
            loadLeft(loaded, left, 24);
            RightFragment fromRows[2];
            loadRightFromRows(fromRows, rows, 24);
            RightFragment fromColumns[2];
            loadRightFromColumns(fromColumns, columns, 24);
            for (int half = 0; half < 2; half++) {
                int column = g + 8 * half;
                RightFragment right{{pair(b + t * 16 + column, 16), pair(b + (t + 8) * 16 + column, 16)}};
                SumFragment d{{0.5f, 0.5f, 0.5f, 0.5f}};
                multiplyAdd<ELEMENT>(d, byElement, right);
                write(d, y + 8 * half);
                d = {{0.5f, 0.5f, 0.5f, 0.5f}};
                multiplyAdd<ELEMENT>(d, loaded, fromRows[half]);
                write(d, y + 256 + 8 * half);
                d = {{0.5f, 0.5f, 0.5f, 0.5f}};
                multiplyAdd<ELEMENT>(d, loaded, fromColumns[half]);
                write(d, y + 512 + 8 * half);
            }
        }
        """;

    private Emulator emulator;
    private Gpu gpu;
    private CudaScope scope;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
        gpu = new Gpu(
                GpuProperties.all().getFirst(), CublasChoice.JCUBLAS.binding().orElseThrow());
        scope = gpu.openScope();
    }

    @AfterEach
    void reset() {
        if (emulator != null) {
            Emulator.fresh();
        }
    }

    @ParameterizedTest
    @EnumSource(Emulator.Order.class)
    void fragmentsOfHalves(Emulator.Order order) {
        emulator.setOrder(order);
        everyFragmentIsAPlainProduct(DType.F16, "Half");
    }

    @ParameterizedTest
    @EnumSource(Emulator.Order.class)
    void fragmentsOfBFloats(Emulator.Order order) {
        emulator.setOrder(order);
        everyFragmentIsAPlainProduct(DType.BF16, "BFloat");
    }

    /** Small integers, whose products and sums are exact. */
    private void everyFragmentIsAPlainProduct(DType dtype, String type) {
        try (Scope host = Scope.ofHost()) {
            SplittableRandom random = new SplittableRandom(5);
            Tensor a = integers(random, host.allocate(dtype, ROWS, INNER));
            Tensor b = integers(random, host.allocate(dtype, INNER, COLUMNS));
            Tensor y = scope.allocate(DType.F32, 3, ROWS, COLUMNS);
            KernelArguments arguments =
                    new KernelArguments().address(upload(a)).address(upload(b)).address(y);
            gpu.launch(kernel("products", KERNEL.replace("ELEMENT", type)), WARP, arguments);
            Tensor result = host.allocate(DType.F32, 3, ROWS, COLUMNS);
            gpu.toHost(DeviceMemory.address(y), result.segment());
            for (int way = 0; way < 3; way++) {
                for (int row = 0; row < ROWS; row++) {
                    for (int column = 0; column < COLUMNS; column++) {
                        assertEquals(product(a, b, row, column), result.get(way, row, column));
                    }
                }
            }
        }
    }

    private static double product(Tensor a, Tensor b, int row, int column) {
        double sum = 0.5;
        for (int k = 0; k < INNER; k++) {
            sum += a.get(row, k) * b.get(k, column);
        }
        return sum;
    }

    private static Tensor integers(SplittableRandom random, Tensor tensor) {
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextInt(-100, 101));
        }
        return tensor;
    }

    private Tensor upload(Tensor host) {
        Tensor device = scope.allocate(host.dtype(), host.shape());
        gpu.toDevice(host.segment(), DeviceMemory.address(device));
        return device;
    }

    @Test
    void everyLaneTakesPart() {
        fails("SumFragment d{}; if (threadIdx.x != 9) multiplyAdd<Half>(d, {}, {}); y[0] = 1;", "waits for lane 9");
    }

    @Test
    void rowsOfMatricesAreAligned() {
        fails("RightFragment b[2]; loadRightFromRows(b, (const Half*)y + 1, 8); y[0] = 1;", "no multiple of 16");
    }

    private void fails(String body, String report) {
        Tensor y = scope.allocate(DType.F32, ROWS, COLUMNS);
        String source = "#include \"mma.cuh\"\nextern \"C\" __global__ void k(float* y) { %s }".formatted(body);
        gpu.launch(kernel("k", source), WARP, new KernelArguments().address(y));
        assertThrows(CudaException.class, gpu::synchronize);
        assertTrue(emulator.report().contains(report), emulator.report());
    }

    private Kernel kernel(String name, String source) {
        Map<String, String> headers = KernelSource.headersOf(source);
        byte[] code = Emulator.cubins()
                .get(source + headers, () -> Nvrtc.find().orElseThrow().compile("k.cu", source, headers, List.of()));
        return new Kernel(name, gpu.function(gpu.load("k.cu", code), name));
    }
}
