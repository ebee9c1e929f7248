// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Op;

/** Compares the outputs of an op with those of the CPU device in F32 on the same operands. */
final class OutputCheck {
    private final Device device;
    private final Device cpu;
    private final Precision precision;

    OutputCheck(Device device, Device cpu, Precision precision) {
        this.device = device;
        this.cpu = cpu;
        this.precision = precision;
    }

    /**
     * The largest error of any output as a share of its tolerance: what rounding explains on the device and on the CPU.
     *
     * @throws UnsupportedOperationException with the reason, if the device does not execute the op
     */
    double used(LabCase labCase) {
        try (Scope memory = device.openScope();
                Scope host = Scope.ofHost()) {
            Op actual = labCase.maker()
                    .make(new SeededOperands(device, memory, precision.dtype()), device)
                    .op();
            device.execute(actual);
            Op expected = labCase.maker()
                    .make(new SeededOperands(cpu, host, precision.dtype()), cpu)
                    .op();
            cpu.execute(expected);
            double used = 0;
            for (int i = 0; i < expected.outputs().size(); i++) {
                double tolerance = expected.tolerance(i, precision.dtype().unitRoundoff(), precision.productRoundoff())
                        + expected.tolerance(i, DType.F32.unitRoundoff());
                Tensor theirs = actual.outputs().get(i);
                Tensor copy = host.allocate(theirs.dtype(), theirs.shape());
                device.copy(theirs, copy);
                device.synchronize();
                double error = largestDifference(
                        expected.outputs().get(i).copyTo(host, DType.F32), copy.copyTo(host, DType.F32));
                // Math.max keeps NaN, which is not within any tolerance.
                used = Math.max(used, error == 0 ? 0 : error / tolerance);
            }
            return used;
        }
    }

    private static double largestDifference(Tensor expected, Tensor actual) {
        float[] a = expected.toFloatArray();
        float[] b = actual.toFloatArray();
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }
}
