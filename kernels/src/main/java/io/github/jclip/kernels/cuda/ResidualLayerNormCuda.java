// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.LayerNorm;
import io.github.jclip.tensor.op.Linear;

/**
 * A residual layer and the layer norm behind it, as between the parts of a transformer's block: x ← x + h·Wᵀ + bias and
 * y ← LN(x). Counted in arrays of the size of x that are read or written:
 *
 * <ul>
 *   <li>with cublasLt the product reads and writes x once and leaves nothing to do; the layer norm reads x and writes y:
 *       4;
 *   <li>without it the product reads and writes x, the epilogue does so again for the bias, then the layer norm: 6;
 *   <li>with one kernel for epilogue and layer norm, which reads x and writes x and y: 5. A product that is written
 *       elsewhere, to be added by that kernel, would make 5 as well, and need memory.
 * </ul>
 *
 * <p>So there is such a kernel, and it runs where the product leaves a bias behind: without cublasLt, and for shapes that
 * this has no algorithm for.
 */
final class ResidualLayerNormCuda {
    private ResidualLayerNormCuda() {}

    /** Whether the two ops are such a pair. */
    static boolean matches(Linear layer, LayerNorm norm) {
        Tensor residual = layer.epilogue().residual();
        return layer.epilogue().activation() == Activation.NONE
                && residual != null
                && Fusion.isSame(residual, layer.y())
                && Fusion.isSame(layer.y(), norm.x());
    }

    static void run(Linear layer, LayerNorm norm, Launcher launcher) {
        Epilogue rest = LinearCuda.multiply(layer, launcher);
        if (rest.bias() == null) {
            LayerNormCuda.run(norm, launcher);
        } else {
            addAndNormalise(rest.bias(), norm, launcher);
        }
    }

    private static void addAndNormalise(Tensor added, LayerNorm norm, Launcher launcher) {
        StridedWalk walk = StridedWalk.byRows(norm.x(), norm.y());
        KernelArguments arguments = new KernelArguments()
                .address(norm.x())
                .structure(walk.steps(0))
                .address(added)
                .number(added.stride(0))
                .address(norm.weight())
                .address(norm.bias())
                .number((float) norm.epsilon())
                .address(norm.y())
                .structure(walk.steps(1))
                .structure(walk.extent());
        launcher.launch("residual_layer_norm", norm.y().dtype(), LaunchShape.blockPerRow(walk.rows()), arguments);
    }
}
