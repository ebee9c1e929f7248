// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.AddScaled;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.L2Normalize;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prepared ops give what they give one by one, and take fewer kernels where that pays. */
class FusionTest {
    private static final int EPILOGUE_AND_NORM = 2;
    private static final int BOTH_IN_ONE = 1;
    private static final int NORM = 1;

    private Emulator emulator;

    @BeforeEach
    void start() {
        emulator = Emulator.fresh();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void residualLayerNorm(Precision precision) {
        for (int[] sizes : new int[][] {{1, 1, 1, 1}, {1, 3, 5, 33}, {2, 3, 17, 300}, {3, 2, 4, 259}}) {
            for (Emulator.Order order : Emulator.Order.values()) {
                emulator.setOrder(order);
                compare(precision, false, sizes, BOTH_IN_ONE, tensors -> tensors.epilogue(Activation.NONE));
            }
            compare(precision, true, sizes, NORM, tensors -> tensors.epilogue(Activation.NONE));
        }
    }

    @Test
    void otherLayersStayAsTheyAre() {
        int[] sizes = {2, 3, 5, 33};
        compare(Precision.F32, false, sizes, EPILOGUE_AND_NORM, tensors -> tensors.epilogue(Activation.RELU));
        compare(
                Precision.F32,
                false,
                sizes,
                EPILOGUE_AND_NORM,
                tensors -> tensors.epilogue(Activation.NONE).withResidual(tensors.elsewhere));
        compare(
                Precision.F32,
                false,
                sizes,
                EPILOGUE_AND_NORM,
                tensors -> tensors.epilogue(Activation.NONE).withResidual(null));
        compare(
                Precision.F32,
                false,
                sizes,
                NORM,
                tensors -> tensors.epilogue(Activation.NONE).withBias(null));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void sumAndItsDirection(Precision precision) {
        for (int[] sizes : new int[][] {{1, 1}, {3, 33}, {2, 700}}) {
            comparePair(precision, sizes, 1, (a, b) -> sumAndDirection(a, b, a.zeros(sizes)));
            comparePair(precision, sizes, 1, (a, b) -> sumAndDirection(a, b, b.values));
            comparePair(
                    precision,
                    sizes,
                    2,
                    (a, b) -> List.of(
                            new AddScaled(a.values, 0.5, b.values, b.values), new L2Normalize(a.values, a.values)));
        }
    }

    private static List<Op> sumAndDirection(Operand a, Operand b, Tensor sum) {
        return List.of(new AddScaled(a.values, 0.5, b.values, sum), new L2Normalize(sum, a.values));
    }

    /** Labels that name no class, and gradients that go where the logits were, as well. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void lossAndItsGradient(Precision precision) {
        for (Emulator.Order order : Emulator.Order.values()) {
            emulator.setOrder(order);
            for (int[] sizes : new int[][] {{1, 1}, {5, 33}, {3, 700}}) {
                comparePair(precision, sizes, 1, (a, b) -> lossAndGradient(a, b, a.values, b.values));
                comparePair(precision, sizes, 1, (a, b) -> lossAndGradient(a, b, a.values, a.values));
                comparePair(precision, sizes, 2, (a, b) -> lossAndGradient(a, b, b.values, b.values));
            }
        }
    }

    private static List<Op> lossAndGradient(Operand a, Operand b, Tensor gradientOf, Tensor gradient) {
        return List.of(
                new CrossEntropy(a.values, a.labels, b.row),
                new CrossEntropyBackward(gradientOf, a.labels, 0.25, gradient));
    }

    /** Random rows on a device, with labels for them. */
    private static final class Operand {
        private final CudaDevice device;
        private final Scope scope;
        private final Tensor values;
        private final Tensor labels;
        private final Tensor row;

        Operand(CudaDevice device, Scope scope, int seed, int[] sizes) {
            this.device = device;
            this.scope = scope;
            SplittableRandom random = new SplittableRandom(seed);
            try (Scope host = Scope.ofHost()) {
                Tensor drawn = host.allocate(DType.F32, sizes);
                for (long i = 0; i < drawn.elementCount(); i++) {
                    drawn.setFlat(i, random.nextGaussian());
                }
                values = device.upload(drawn.copyTo(host, device.computeType()), scope);
                int[] classes = random.ints(sizes[0], -1, sizes[1] + 1).toArray();
                labels = device.upload(Tensor.ofInts(host, classes, sizes[0]), scope);
            }
            row = zeros(sizes[0]);
        }

        Tensor zeros(int... sizes) {
            return scope.allocate(device.computeType(), sizes);
        }

        float[][] results() {
            return new float[][] {FusionTest.floats(device, values), FusionTest.floats(device, row)};
        }
    }

    private void comparePair(
            Precision precision, int[] sizes, int kernels, BiFunction<Operand, Operand, List<Op>> ops) {
        try (CudaDevice device = emulator.open(precision, Emulator.cubins(), CublasChoice.JCUBLAS);
                Scope scope = device.openScope()) {
            Operand a = new Operand(device, scope, 1, sizes);
            Operand b = new Operand(device, scope, 2, sizes);
            ops.apply(a, b).forEach(device::execute);
            Operand preparedA = new Operand(device, scope, 1, sizes);
            Operand preparedB = new Operand(device, scope, 2, sizes);
            try (PreparedOps prepared = device.prepare(ops.apply(preparedA, preparedB))) {
                long before = emulator.calls("cuLaunchKernel");
                prepared.run();
                assertEquals(kernels, emulator.calls("cuLaunchKernel") - before);
                device.synchronize();
            }
            assertArrayEquals(a.results(), preparedA.results());
            assertArrayEquals(b.results(), preparedB.results());
        }
        emulator.assertNoLeaks();
    }

    private static float[] floats(CudaDevice device, Tensor tensor) {
        try (Scope host = Scope.ofHost()) {
            Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
            device.copy(tensor, copy);
            device.synchronize();
            return copy.toFloatArray();
        }
    }

    private void compare(
            Precision precision, boolean withLt, int[] sizes, int kernels, Function<Tensors, Epilogue> epilogue) {
        try (CudaDevice device = emulator.open(precision, Emulator.cubins(), CublasChoice.JCUBLAS, withLt);
                Scope scope = device.openScope()) {
            Tensors one = new Tensors(device, scope, sizes);
            Tensors other = new Tensors(device, scope, sizes);
            other.ops(epilogue.apply(other)).forEach(device::execute);
            try (PreparedOps prepared = device.prepare(one.ops(epilogue.apply(one)))) {
                long before = emulator.calls("cuLaunchKernel");
                prepared.run();
                assertEquals(kernels, emulator.calls("cuLaunchKernel") - before);
                device.synchronize();
            }
            assertArrayEquals(other.results(), one.results());
        }
        emulator.assertNoLeaks();
    }

    /** The operands of a layer [B, T, K] to [B, T, N] and its norm; rows of what it is added to do not lie densely. */
    private static final class Tensors {
        private final CudaDevice device;
        private final Scope scope;
        private final SplittableRandom random = new SplittableRandom(3);
        private final Tensor h;
        private final PackedMatrix w;
        private final Tensor bias;
        private final Tensor storage;
        private final Tensor x;
        private final Tensor elsewhere;
        private final Tensor weight;
        private final Tensor shift;
        private final Tensor y;

        Tensors(CudaDevice device, Scope scope, int[] sizes) {
            this.device = device;
            this.scope = scope;
            int batch = sizes[0];
            int tokens = sizes[1];
            int width = sizes[3];
            h = normal(batch, tokens, sizes[2]);
            w = device.pack(normal(width, sizes[2]), scope);
            bias = normal(width);
            storage = normal(batch, tokens + 1, width + 3);
            x = storage.slice(1, 0, tokens).slice(2, 0, width);
            elsewhere = normal(batch, tokens, width);
            weight = normal(width);
            shift = normal(width);
            y = scope.allocate(device.computeType(), batch, tokens, width);
        }

        private Tensor normal(int... dims) {
            try (Scope host = Scope.ofHost()) {
                Tensor values = host.allocate(DType.F32, dims);
                for (long i = 0; i < values.elementCount(); i++) {
                    values.setFlat(i, random.nextGaussian());
                }
                return device.upload(values.copyTo(host, device.computeType()), scope);
            }
        }

        Epilogue epilogue(Activation activation) {
            return Epilogue.bias(bias).withResidual(x).withActivation(activation);
        }

        List<Op> ops(Epilogue epilogue) {
            return List.of(new Linear(h, w, epilogue, x), new LayerNorm(x, weight, shift, 1e-5, y));
        }

        float[][] results() {
            return new float[][] {floats(device, storage), floats(device, y)};
        }
    }
}
