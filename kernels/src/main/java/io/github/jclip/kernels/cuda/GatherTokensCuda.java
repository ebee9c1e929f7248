// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokens;

/** {@link GatherTokens} on a GPU. Indices are not checked: they come from the model. */
final class GatherTokensCuda {
    private GatherTokensCuda() {}

    static void run(GatherTokens op, Launcher launcher) {
        Tensor x = op.x();
        if (op.y().elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(x)
                .number(x.stride(0))
                .number(x.stride(1))
                .address(op.index())
                .number(op.index().stride(0))
                .address(op.y())
                .number(op.y().stride(0))
                .number(x.dim(2));
        String entry = "gather_tokens_%d_%s"
                .formatted(x.dtype().byteSize(), ElementType.suffix(op.index().dtype()));
        launcher.launch("gather_tokens", entry, LaunchShape.blockPerRow(x.dim(0)), arguments);
    }
}
