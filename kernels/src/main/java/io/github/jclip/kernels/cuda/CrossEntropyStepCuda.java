// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.CrossEntropy;
import io.github.jclip.tensor.op.CrossEntropyBackward;

/** A loss and its gradient from one look at the logits, as every training step has them. */
final class CrossEntropyStepCuda {
    private CrossEntropyStepCuda() {}

    /** Whether the two ops are such a pair. */
    static boolean matches(CrossEntropy loss, CrossEntropyBackward gradient) {
        return Fusion.isSame(loss.logits(), gradient.logits()) && Fusion.isSame(loss.labels(), gradient.labels());
    }

    static void run(CrossEntropy loss, CrossEntropyBackward gradient, Launcher launcher) {
        Tensor logits = loss.logits();
        if (logits.elementCount() == 0) {
            CrossEntropyCuda.run(loss, launcher);
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(logits)
                .number(logits.stride(0))
                .address(loss.labels())
                .number(loss.labels().stride(0))
                .address(loss.losses())
                .number((float) gradient.scale())
                .address(gradient.dlogits())
                .number(gradient.dlogits().stride(0))
                .number(logits.dim(0))
                .number(logits.dim(1));
        String entry = "cross_entropy_step_%s_%s"
                .formatted(ElementType.suffix(loss.labels().dtype()), ElementType.suffix(logits.dtype()));
        launcher.launch("cross_entropy_step", entry, LaunchShape.blockPerRow(logits.dim(0)), arguments);
    }
}
