// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;

/** {@link Linear} by cuBLAS and a kernel for what follows. */
final class LinearCuda {
    private LinearCuda() {}

    static void run(Linear op, Launcher launcher) {
        Tensor y = op.y();
        Tensor x = op.x();
        Tensor w = DenseMatrix.of(op.w()).elements().transpose(0, 1);
        Tensor residual = op.epilogue().residual();
        boolean inPlace =
                residual != null && residual.segment().address() == y.segment().address();
        float beta = inPlace ? 1 : 0;
        if (y.rank() == 3) {
            w = w.expand(y.dim(0), w.dim(0), w.dim(1));
        }
        new Products(launcher).multiply(1, x, w, beta, y);
        finish(inPlace ? op.epilogue().withResidual(null) : op.epilogue(), y, launcher);
    }

    /** y = activation(y + bias + residual). */
    static void finish(Epilogue epilogue, Tensor y, Launcher launcher) {
        Tensor bias = epilogue.bias();
        Tensor residual = epilogue.residual();
        boolean nothing = bias == null && residual == null && epilogue.activation() == Activation.NONE;
        StridedWalk walk = StridedWalk.byRows(residual == null ? y : residual, y);
        if (nothing || walk.isEmpty()) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .addressOrNull(bias)
                .number(bias == null ? 0 : bias.stride(0))
                .addressOrNull(residual)
                .structure(walk.steps(0))
                .number(ActivateCuda.code(epilogue.activation()))
                .address(y)
                .structure(walk.steps(1))
                .structure(walk.extent());
        launcher.launch("epilogue", y.dtype(), walk.shape(), arguments);
    }
}
