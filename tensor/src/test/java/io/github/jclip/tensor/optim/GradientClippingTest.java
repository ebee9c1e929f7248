// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.ReferenceDevice;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class GradientClippingTest {
    private static final Device DEVICE = new ReferenceDevice();

    private static Parameter parameter(Scope scope, double... gradient) {
        return new Parameter(
                "p",
                Tensor.ofDoubles(scope, new double[gradient.length], gradient.length),
                Tensor.ofDoubles(scope, gradient, gradient.length));
    }

    /** norm = √(9 + 16 + 144) = 13, and torch divides by 13 + 1e-6. */
    @Test
    void scalesAllGradientsByTheirCommonNorm() {
        try (Scope scope = Scope.ofHost()) {
            Parameter first = parameter(scope, 3, -4);
            Parameter second = parameter(scope, 12);
            GradientClipping clipping = new GradientClipping(List.of(first, second), 2.6, scope);
            clipping.clip(DEVICE);
            double factor = 2.6 / (13 + 1e-6);
            assertArrayEquals(new double[] {3 * factor, -4 * factor}, first.gradient().toDoubleArray(), 1e-15);
            assertArrayEquals(new double[] {12 * factor}, second.gradient().toDoubleArray(), 1e-15);
            assertEquals(169, clipping.squaredNorm().get(0));
        }
    }

    @Test
    void leavesSmallGradientsAlone() {
        try (Scope scope = Scope.ofHost()) {
            Parameter parameter = parameter(scope, 0.3, -0.4);
            GradientClipping clipping = new GradientClipping(List.of(parameter), 1, scope);
            clipping.clip(DEVICE);
            clipping.clip(DEVICE);
            assertArrayEquals(new double[] {0.3, -0.4}, parameter.gradient().toDoubleArray());
        }
    }

    @Test
    void showsAGradientThatIsNotANumber() {
        try (Scope scope = Scope.ofHost()) {
            GradientClipping clipping = new GradientClipping(List.of(parameter(scope, 1, Double.NaN)), 1, scope);
            clipping.clip(DEVICE);
            assertTrue(Double.isNaN(clipping.squaredNorm().get(0)));
        }
    }

    @Test
    void needsAPositiveNorm() {
        try (Scope scope = Scope.ofHost()) {
            assertThrows(IllegalArgumentException.class, () -> new GradientClipping(List.of(), 0, scope));
            new GradientClipping(List.of(), 1, scope).clip(DEVICE);
        }
    }
}
