// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench.verify;

import io.github.jclip.tensor.DelegatingDevice;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.PreparedOps;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.Convolution;
import io.github.jclip.tensor.op.Linear;
import io.github.jclip.tensor.op.Op;
import java.util.List;

/** Counts the ops on the way to a stage, and finds the longest of their sums: what its rounding errors depend on. */
final class DepthGauge extends DelegatingDevice {
    private int ops;
    private int longestSum = 1;

    DepthGauge(Device device) {
        super(device);
    }

    @Override
    public void execute(Op op) {
        super.execute(op);
        ops++;
        longestSum = Math.max(longestSum, terms(op));
    }

    /** As the device itself prepares them; they are not counted. */
    @Override
    public PreparedOps prepare(List<Op> prepared) {
        return device().prepare(prepared);
    }

    private static int terms(Op op) {
        return switch (op) {
            case Linear it -> it.w().inputs();
            case Convolution it -> it.w().inputs();
            case Attention it -> Math.max(it.k().dim(1), it.q().dim(2) / it.heads());
            default -> op.outputs().getFirst().dim(-1);
        };
    }

    /** Ops so far. */
    int ops() {
        return ops;
    }

    /** Terms of the longest sum so far. */
    int longestSum() {
        return longestSum;
    }
}
