// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.GatherTokensBackward;

/** {@link GatherTokensBackward} on a GPU. An index that names no token leaves zeros alone. */
final class GatherTokensBackwardCuda {
    private GatherTokensBackwardCuda() {}

    static void run(GatherTokensBackward op, Launcher launcher) {
        StridedWalk walk = StridedWalk.byRows(op.dx());
        if (walk.isEmpty()) {
            return;
        }
        Tensor index = op.index();
        KernelArguments arguments = new KernelArguments()
                .address(op.dy())
                .number(op.dy().stride(0))
                .address(index)
                .number(index.stride(0))
                .address(op.dx())
                .structure(walk.steps(0))
                .structure(walk.extent());
        String entry =
                "gather_tokens_backward_%d_%s".formatted(op.dx().dtype().byteSize(), ElementType.suffix(index.dtype()));
        launcher.launch("gather_tokens_backward", entry, walk.shape(), arguments);
    }
}
