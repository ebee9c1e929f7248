// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Mean over non-overlapping kernel×kernel windows in channels-last layout; rows and columns that do not fill a window
 * are dropped. With a kernel as large as the image it is the mean over all positions.
 *
 * <p>FLOPs: one for each input element.
 *
 * @param x [B, H, W, C], innermost dimension dense
 * @param y [B, ⌊H/kernel⌋, ⌊W/kernel⌋, C], innermost dimension dense
 */
public record AveragePool(Tensor x, int kernel, Tensor y) implements Op {
    public AveragePool {
        Operands.requireRank("AveragePool", "x", x, 4, 4);
        Operands.requireFloating("AveragePool", "x", x);
        Operands.require("AveragePool", kernel > 0, "kernel " + kernel);
        Operands.requireDenseRows("AveragePool", "x", x);
        Operands.requireDenseRows("AveragePool", "y", y);
        Operands.requireShape("AveragePool", "y", y, x.dim(0), x.dim(1) / kernel, x.dim(2) / kernel, x.dim(3));
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(x);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(y);
    }

    @Override
    public long flops() {
        return y.elementCount() * kernel * kernel;
    }

    @Override
    public void reference() {
        for (int b = 0; b < y.dim(0); b++) {
            for (int i = 0; i < y.dim(1); i++) {
                for (int j = 0; j < y.dim(2); j++) {
                    for (int c = 0; c < y.dim(3); c++) {
                        y.set(window(b, i * kernel, j * kernel, c) / (kernel * kernel), b, i, j, c);
                    }
                }
            }
        }
    }

    private double window(int b, int top, int left, int c) {
        double sum = 0;
        for (int u = 0; u < kernel; u++) {
            for (int v = 0; v < kernel; v++) {
                sum += x.get(b, top + u, left + v, c);
            }
        }
        return sum;
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 4 * kernel * unitRoundoff * Norms.maxAbs(x);
    }
}
