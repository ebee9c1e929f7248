// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ContrastiveLoss;

/** {@link ContrastiveLoss} on a GPU. */
final class ContrastiveLossCuda {
    private ContrastiveLossCuda() {}

    static void run(ContrastiveLoss op, Launcher launcher) {
        Tensor logits = op.logits();
        PairExponentials.with(logits, launcher, exponentials -> {
            KernelArguments arguments = new KernelArguments()
                    .address(logits)
                    .number(logits.stride(0))
                    .number(logits.dim(0))
                    .number(exponentials)
                    .address(op.losses());
            launcher.launch("contrastive_loss", logits.dtype(), LaunchShape.blockPerRow(1), arguments);
        });
    }
}
