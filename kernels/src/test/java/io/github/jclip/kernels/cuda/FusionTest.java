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
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import java.util.SplittableRandom;
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
            return new float[][] {floats(storage), floats(y)};
        }

        private float[] floats(Tensor tensor) {
            try (Scope host = Scope.ofHost()) {
                Tensor copy = host.allocate(tensor.dtype(), tensor.shape());
                device.copy(tensor, copy);
                device.synchronize();
                return copy.toFloatArray();
            }
        }
    }
}
