// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tests.golden;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.safetensors.Safetensors;
import io.github.jclip.tests.support.Value;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** Collects comparisons with one file of recorded gradients, which are in double. */
final class GradientCheck {
    /** Of a gradient's largest element; torch's own F32 error is up to a fifth of it. */
    private static final double F32_TOLERANCE = 1e-4;

    private static final double F64_TOLERANCE = 1e-9;

    private final String name;
    private final Device device;
    private final Safetensors golden;
    private final double tolerance;
    private final List<DynamicTest> tests = new ArrayList<>();

    GradientCheck(String name, Device device, Safetensors golden) {
        this.name = device.name() + " " + name;
        this.device = device;
        this.golden = golden;
        this.tolerance = device.computeType() == DType.F64 ? F64_TOLERANCE : F32_TOLERANCE;
    }

    /** Compares a loss. */
    void loss(double actual) {
        Value expected = Value.of(golden.tensor("loss"));
        add("loss", expected, new Value(expected.shape(), new double[] {actual}), expected.maxAbs());
    }

    /** Compares a tensor with the recorded one. */
    void compare(String tensor, Tensor actual) {
        compare(tensor, Value.of(device, actual), tensor);
    }

    /** Compares a value with the recorded one, the tolerance following another's size. */
    void compare(String tensor, Value actual, String scale) {
        add(
                tensor,
                Value.of(golden.tensor(tensor)),
                actual,
                Value.of(golden.tensor(scale)).maxAbs());
    }

    private void add(String what, Value expected, Value actual, double scale) {
        tests.add(dynamicTest(name + " " + what, () -> expected.assertClose(actual, tolerance * scale)));
    }

    List<DynamicTest> tests() {
        return tests;
    }
}
