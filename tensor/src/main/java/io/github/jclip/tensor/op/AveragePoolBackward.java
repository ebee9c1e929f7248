// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.op;

import io.github.jclip.tensor.Tensor;
import java.util.List;

/**
 * Gradient of {@link AveragePool}: each element of a window gets dx = dy/kernel²; rows and columns that filled no window
 * get 0.
 *
 * <p>FLOPs: one for each element of dy.
 *
 * @param dy [B, ⌊H/kernel⌋, ⌊W/kernel⌋, C], innermost dimension dense
 * @param dx [B, H, W, C], overwritten, innermost dimension dense
 */
public record AveragePoolBackward(Tensor dy, int kernel, Tensor dx) implements Op {
    public AveragePoolBackward {
        Operands.requireRank("AveragePoolBackward", "dx", dx, 4, 4);
        Operands.requireFloating("AveragePoolBackward", "dx", dx);
        Operands.require("AveragePoolBackward", kernel > 0, "kernel " + kernel);
        Operands.requireDenseRows("AveragePoolBackward", "dx", dx);
        Operands.requireDenseRows("AveragePoolBackward", "dy", dy);
        Operands.requireShape(
                "AveragePoolBackward", "dy", dy, dx.dim(0), dx.dim(1) / kernel, dx.dim(2) / kernel, dx.dim(3));
    }

    @Override
    public List<Tensor> inputs() {
        return List.of(dy);
    }

    @Override
    public List<Tensor> outputs() {
        return List.of(dx);
    }

    @Override
    public long flops() {
        return dy.elementCount();
    }

    @Override
    public void reference() {
        for (int b = 0; b < dx.dim(0); b++) {
            for (int i = 0; i < dx.dim(1); i++) {
                for (int j = 0; j < dx.dim(2); j++) {
                    boolean inWindow = i / kernel < dy.dim(1) && j / kernel < dy.dim(2);
                    for (int c = 0; c < dx.dim(3); c++) {
                        double share = inWindow ? dy.get(b, i / kernel, j / kernel, c) / (kernel * kernel) : 0;
                        dx.set(share, b, i, j, c);
                    }
                }
            }
        }
    }

    @Override
    public double tolerance(double unitRoundoff) {
        return 4 * unitRoundoff * Norms.maxAbs(dy) / (kernel * kernel);
    }
}
