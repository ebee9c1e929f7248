// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Activation;
import io.github.jclip.tensor.op.Epilogue;
import io.github.jclip.tensor.op.Linear;
import java.util.Optional;

/** {@link Linear} by cuBLAS, with cublasLt or a kernel for what follows. */
final class LinearCuda {
    private LinearCuda() {}

    static void run(Linear op, Launcher launcher) {
        finish(multiply(op, launcher), op.y(), launcher);
    }

    /** The product, and what the library does on the way; gives what is left to do with y. */
    static Epilogue multiply(Linear op, Launcher launcher) {
        Linear rows = ofRows(op).orElse(op);
        Epilogue rest =
                new Products(launcher).multiply(rows.x(), DenseMatrix.of(op.w()).elements(), rows.epilogue(), rows.y());
        return rest.residual() == null ? rest : rest.withResidual(op.epilogue().residual());
    }

    /** The tokens of a batch as the rows of one matrix, if they lie evenly: one large product is quicker than many. */
    private static Optional<Linear> ofRows(Linear op) {
        Tensor residual = op.epilogue().residual();
        Optional<Tensor> x = op.x().flatten(0, -2);
        Optional<Tensor> y = op.y().flatten(0, -2);
        Optional<Tensor> added = residual == null ? y : residual.flatten(0, -2);
        if (x.isEmpty() || y.isEmpty() || added.isEmpty()) {
            return Optional.empty();
        }
        Epilogue epilogue = residual == null ? op.epilogue() : op.epilogue().withResidual(added.get());
        return Optional.of(new Linear(x.get(), op.w(), epilogue, y.get()));
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
        launcher.launch("epilogue", y.dtype(), LaunchShape.rowsOfPacks(y), arguments);
    }
}
