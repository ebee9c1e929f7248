// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;

/** {@link CrossEntropy} on a GPU. A label that names no class gives the loss NaN. */
final class CrossEntropyCuda {
    private CrossEntropyCuda() {}

    static void run(CrossEntropy op, Launcher launcher) {
        Tensor logits = op.logits();
        if (op.losses().elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(logits)
                .number(logits.stride(0))
                .address(op.labels())
                .number(op.labels().stride(0))
                .address(op.losses())
                .number(logits.dim(0))
                .number(logits.dim(1));
        String entry = "cross_entropy_%s_%s"
                .formatted(ElementType.suffix(op.labels().dtype()), ElementType.suffix(logits.dtype()));
        launcher.launch("cross_entropy", entry, LaunchShape.blockPerRow(logits.dim(0)), arguments);
    }
}
