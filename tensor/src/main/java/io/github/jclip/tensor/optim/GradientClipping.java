// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.optim;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Device;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ClipByNorm;
import io.github.jclip.tensor.op.Fill;
import io.github.jclip.tensor.op.SquaredNorm;
import java.util.List;

/**
 * Bounds the norm of all gradients together, as {@code torch.nn.utils.clip_grad_norm_} does: each is multiplied by min(1,
 * maxNorm/(norm + 1e-6)). It runs on the device and allocates nothing.
 */
public final class GradientClipping {
    private final List<Tensor> gradients;
    private final double maxNorm;
    private final Tensor squaredNorm;

    /**
     * Clipping for these parameters.
     *
     * @param maxNorm positive
     * @param scope owner of one number, on the device where the gradients are
     */
    public GradientClipping(List<Parameter> parameters, double maxNorm, Scope scope) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("maxNorm " + maxNorm);
        }
        this.gradients = parameters.stream().map(Parameter::gradient).toList();
        this.maxNorm = maxNorm;
        this.squaredNorm = parameters.isEmpty()
                ? null
                : scope.allocate(sumType(parameters.getFirst().gradient().dtype()), 1);
    }

    /** Squares of half precision leave its range. */
    private static DType sumType(DType gradients) {
        return gradients == DType.F64 ? DType.F64 : DType.F32;
    }

    /** Scales the gradients down where they are too large together. */
    public void clip(Device device) {
        if (squaredNorm == null) {
            return;
        }
        device.execute(new Fill(0, squaredNorm));
        for (Tensor gradient : gradients) {
            device.execute(new SquaredNorm(gradient, squaredNorm));
        }
        for (Tensor gradient : gradients) {
            device.execute(new ClipByNorm(gradient, squaredNorm, maxNorm));
        }
    }

    /** One number on the device: the squared norm before the last clipping, NaN or infinite if a gradient was. */
    public Tensor squaredNorm() {
        return squaredNorm;
    }
}
