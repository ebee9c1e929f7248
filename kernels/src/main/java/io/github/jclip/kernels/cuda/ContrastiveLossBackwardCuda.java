// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.ContrastiveLossBackward;

/** {@link ContrastiveLossBackward} on a GPU. */
final class ContrastiveLossBackwardCuda {
    private ContrastiveLossBackwardCuda() {}

    static void run(ContrastiveLossBackward op, Launcher launcher) {
        Tensor logits = op.logits();
        int pairs = logits.dim(0);
        if (pairs == 0) {
            return;
        }
        PairExponentials.with(logits, launcher, exponentials -> {
            KernelArguments arguments = new KernelArguments()
                    .address(logits)
                    .number(logits.stride(0))
                    .number(pairs)
                    .number(exponentials)
                    .number((float) (op.scale() / (2.0 * pairs)))
                    .address(op.dlogits())
                    .number(op.dlogits().stride(0));
            LaunchShape shape = LaunchShape.rowsOfElements(pairs, pairs);
            launcher.launch("contrastive_loss_backward", logits.dtype(), shape, arguments);
        });
    }
}
