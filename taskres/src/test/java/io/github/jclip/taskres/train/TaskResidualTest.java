// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.L2Normalize;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskResidualTest {
    private final Device device = new ReferenceDevice();
    private final Scope scope = Scope.ofGarbageCollected();

    /**
     * Central differences in double precision. With step h and a loss of size s·L, truncation is of order h² and
     * rounding of order s·ε/h, which balance near h = 1e-5 at an error of about 1e-9 for a scale s of 10.
     */
    @ParameterizedTest
    @CsvSource({"1, 2, 3, 1.0", "5, 4, 7, 0.5", "9, 3, 16, -0.3", "4, 1, 5, 1.0"})
    void gradientIsTheSlopeOfTheMeanLoss(int batch, int classes, int dim, double alpha) {
        SplittableRandom random = new SplittableRandom(batch);
        Tensor embeddings = random(random, 1, batch, dim);
        device.execute(new L2Normalize(embeddings, embeddings));
        TaskResidual method = new TaskResidual(device, scope, random(random, 2, classes, dim), alpha, 10);
        method.restore(random(random, 0.5, classes, dim));
        int[] labels = random.ints(batch, 0, classes).toArray();
        Tensor logits = scope.allocate(DType.F64, batch, classes);
        Tensor losses = scope.allocate(DType.F64, batch);
        var forward = method.forward(embeddings, logits);
        var backward = method.backward(embeddings, logits, Tensor.ofInts(scope, labels, batch), losses);
        forward.forEach(part -> part.run(device));
        backward.forEach(part -> part.run(device));
        double[] gradient = method.parameters().getFirst().gradient().toDoubleArray();

        double step = 1e-5;
        for (int i = 0; i < gradient.length; i++) {
            double value = method.residual().getFlat(i);
            double[] sides = new double[2];
            for (int side = 0; side < 2; side++) {
                method.residual().setFlat(i, value + (side == 0 ? step : -step));
                forward.forEach(part -> part.run(device));
                backward.forEach(part -> part.run(device));
                for (double loss : losses.toDoubleArray()) {
                    sides[side] += loss / batch;
                }
            }
            method.residual().setFlat(i, value);
            assertEquals((sides[0] - sides[1]) / (2 * step), gradient[i], 1e-8, "element " + i);
        }
    }

    @Test
    void startsAsTheZeroShotClassifier() {
        SplittableRandom random = new SplittableRandom(1);
        Tensor base = random(random, 3, 4, 8);
        Tensor embeddings = random(random, 1, 2, 8);
        Tensor logits = scope.allocate(DType.F64, 2, 4);

        new TaskResidual(device, scope, base, 0.5, 100)
                .forward(embeddings, logits)
                .forEach(part -> part.run(device));

        double[] expected = new double[8];
        for (int row = 0; row < 2; row++) {
            for (int k = 0; k < 4; k++) {
                double dot = 0;
                double squares = 0;
                for (int i = 0; i < 8; i++) {
                    dot += embeddings.get(row, i) * base.get(k, i);
                    squares += base.get(k, i) * base.get(k, i);
                }
                expected[row * 4 + k] = 100 * dot / Math.sqrt(squares);
            }
        }
        assertArrayEquals(expected, logits.toDoubleArray(), 1e-11);
    }

    private Tensor random(SplittableRandom random, double deviation, int... dims) {
        Tensor tensor = scope.allocate(DType.F64, dims);
        for (long i = 0; i < tensor.elementCount(); i++) {
            tensor.setFlat(i, random.nextGaussian() * deviation);
        }
        return tensor;
    }
}
