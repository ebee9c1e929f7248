// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PackedMatrix;
import io.github.jclip.tensor.Precision;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.cpu.CpuDevice;
import io.github.jclip.tensor.op.Op;

/**
 * What a device of a lower precision computes, nearly: the CPU device whose weights, operands and results are rounded to as
 * many bits, in F32's range.
 */
class RoundedDevice extends DelegatingDevice {
    private final Device cpu;
    private final int lostBits;

    RoundedDevice(Precision precision) {
        this(new CpuDevice(2), precision);
    }

    private RoundedDevice(Device cpu, Precision precision) {
        super(cpu);
        this.cpu = cpu;
        // 2⁻²⁴ is F32's.
        lostBits = 24 + Math.getExponent(precision.productRoundoff());
    }

    @Override
    public void execute(Op op) {
        super.execute(op);
        op.outputs().stream().filter(it -> it.dtype().isFloating()).forEach(this::round);
    }

    @Override
    public PackedMatrix pack(Tensor weight, Scope scope) {
        return super.pack(rounded(weight, scope), scope);
    }

    @Override
    public PackedMatrix packConvolution(Tensor weight, int kernel, int stride, Scope scope) {
        return super.packConvolution(rounded(weight, scope), kernel, stride, scope);
    }

    @Override
    public void copy(Tensor source, Tensor target) {
        super.copy(source, target);
        if (target.dtype().isFloating()) {
            round(target);
        }
    }

    private Tensor rounded(Tensor weight, Scope scope) {
        Tensor copy = weight.copyTo(scope, weight.dtype());
        round(copy);
        return copy;
    }

    private void round(Tensor tensor) {
        for (long i = 0; i < tensor.elementCount(); i++) {
            int bits = Float.floatToRawIntBits((float) tensor.getFlat(i));
            int half = (1 << lostBits) >> 1;
            tensor.setFlat(i, Float.intBitsToFloat((bits + half) & -(1 << lostBits)));
        }
    }

    @Override
    public void close() {
        cpu.close();
    }
}
