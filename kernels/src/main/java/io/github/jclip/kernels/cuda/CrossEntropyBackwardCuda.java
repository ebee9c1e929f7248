// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropyBackward;

/** {@link CrossEntropyBackward} on a GPU. A label that names no class subtracts nothing. */
final class CrossEntropyBackwardCuda {
    private CrossEntropyBackwardCuda() {}

    static void run(CrossEntropyBackward op, Launcher launcher) {
        Tensor logits = op.logits();
        if (logits.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(logits)
                .number(logits.stride(0))
                .address(op.labels())
                .number(op.labels().stride(0))
                .number((float) op.scale())
                .address(op.dlogits())
                .number(op.dlogits().stride(0))
                .number(logits.dim(0))
                .number(logits.dim(1));
        String entry = "cross_entropy_backward_%s_%s"
                .formatted(ElementType.suffix(op.labels().dtype()), ElementType.suffix(logits.dtype()));
        launcher.launch("cross_entropy_backward", entry, LaunchShape.blockPerRow(logits.dim(0)), arguments);
    }
}
