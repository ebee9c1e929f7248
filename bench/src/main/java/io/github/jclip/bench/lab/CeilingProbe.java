// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.lab;

import io.github.jclip.bench.SeededOperands;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Cast;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;

/** Measures what a device can do at most: the larger of two ways to copy, the fastest of some square products. */
final class CeilingProbe {
    /** Of each of the two tensors. */
    static final long COPY_BYTES = 128L << 20;

    private static final int COPY_ROW = 1024;
    private static final int SMALLEST = 1024;
    private static final int LARGEST = 8192;

    /** Products that take longer are large enough. */
    private static final double LONG_SECONDS = 0.02;

    private CeilingProbe() {}

    static DeviceCeilings measure(Device device, DeviceTimer timer) {
        double flops = 0;
        String fastest = "";
        for (int side = SMALLEST; side <= LARGEST; side *= 2) {
            double seconds = product(device, timer, side);
            double rate = 2.0 * side * side * side / seconds;
            if (rate > flops) {
                flops = rate;
                fastest = "%d×%d×%d".formatted(side, side, side);
            }
            if (seconds > LONG_SECONDS) {
                break;
            }
        }
        return new DeviceCeilings(copy(device, timer) * 1e-9, flops * 1e-12, fastest);
    }

    private static double product(Device device, DeviceTimer timer, int side) {
        try (Scope scope = device.openScope()) {
            SeededOperands operands = new SeededOperands(device, scope, device.computeType());
            Tensor weight = operands.normal(side, side);
            Op op = new Linear(
                    operands.normal(side, side),
                    device.pack(weight, scope),
                    Epilogue.NONE,
                    operands.output(side, side));
            return timer.warm(() -> device.execute(op));
        }
    }

    private static double copy(Device device, DeviceTimer timer) {
        try (Scope scope = device.openScope()) {
            int rows = Math.toIntExact(COPY_BYTES / device.computeType().byteSize() / COPY_ROW);
            Tensor source = scope.allocate(device.computeType(), rows, COPY_ROW);
            Tensor target = scope.allocate(device.computeType(), rows, COPY_ROW);
            Op cast = new Cast(source, target);
            double seconds = Math.min(
                    timer.warm(() -> device.copy(source, target)),
                    device.unsupported(cast).isPresent()
                            ? Double.POSITIVE_INFINITY
                            : timer.warm(() -> device.execute(cast)));
            return 2.0 * COPY_BYTES / seconds;
        }
    }
}
