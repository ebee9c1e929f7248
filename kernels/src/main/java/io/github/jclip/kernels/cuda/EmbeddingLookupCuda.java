// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.EmbeddingLookup;

/** {@link EmbeddingLookup} on a GPU. Ids are not checked: they come from the tokenizer. */
final class EmbeddingLookupCuda {
    private EmbeddingLookupCuda() {}

    static void run(EmbeddingLookup op, Launcher launcher) {
        Tensor y = op.y();
        if (y.elementCount() == 0) {
            return;
        }
        KernelArguments arguments = new KernelArguments()
                .address(op.ids())
                .number(op.ids().stride(0))
                .number(op.ids().stride(1))
                .address(op.table())
                .address(op.positions())
                .address(y)
                .number(y.dim(1))
                .number(y.dim(2));
        String entry = "embedding_lookup_%s_%s_%s"
                .formatted(
                        ElementType.suffix(op.ids().dtype()),
                        ElementType.suffix(op.table().dtype()),
                        ElementType.suffix(y.dtype()));
        launcher.launch("embedding_lookup", entry, LaunchShape.blockPerRow((long) y.dim(0) * y.dim(1)), arguments);
    }
}
