// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;

/** One op on jclip's CPU device. */
final class OpContender implements Contender {
    /** Of F32. */
    private static final double UNIT_ROUNDOFF = 0x1p-24;

    private final CpuDevice device;
    private final Op op;

    OpContender(Op op, int threads) {
        this.op = op;
        this.device = new CpuDevice(threads);
    }

    /** Each of two outputs may be away from the exact one by what rounding explains. */
    static double tolerance(Op op) {
        return 2 * op.tolerance(UNIT_ROUNDOFF);
    }

    @Override
    public String name() {
        return Jclip.NAME;
    }

    @Override
    public String version() {
        return device.description();
    }

    @Override
    public void run() {
        device.execute(op);
    }

    @Override
    public float[] output() {
        return op.outputs().getFirst().toFloatArray();
    }

    @Override
    public void close() {
        device.close();
    }
}
