// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.EmbeddingLookupBackward;

/** {@link EmbeddingLookupBackward} on a GPU: tokens sorted by their row, then summed. Ids that name no row are left out. */
final class EmbeddingLookupBackwardCuda {
    private static final String SOURCE = "embedding_lookup_backward";
    private static final int SHORTEST_RUN = 32;

    private EmbeddingLookupBackwardCuda() {}

    static void run(EmbeddingLookupBackward op, Launcher launcher) {
        if (op.dy().elementCount() == 0) {
            return;
        }
        if (op.dtable() != null) {
            TokenSort.with(op.ids(), op.dtable().dim(0), launcher, named -> addRows(op, named, launcher));
        }
        if (op.dpositions() != null) {
            ColumnSums.overFirst(op.dy()).addTo(op.dpositions(), launcher);
        }
    }

    private static void addRows(EmbeddingLookupBackward op, long named, Launcher launcher) {
        Tensor dtable = op.dtable();
        int tokens = Math.toIntExact(op.ids().elementCount());
        int width = op.dy().dim(2);
        int length = Math.max(SHORTEST_RUN, (int) Math.sqrt(tokens));
        int runs = Math.ceilDiv(tokens, length);
        LaunchShape shape = new LaunchShape(runs, Math.ceilDiv(width, LaunchShape.THREADS), LaunchShape.THREADS, 0);
        String suffix = ElementType.suffix(dtable.dtype());
        try (CudaScope memory = launcher.openTemporary()) {
            long heads = memory.allocateBytes((long) runs * width * Float.BYTES);
            long tails = memory.allocateBytes((long) runs * width * Float.BYTES);
            KernelArguments sum = new KernelArguments()
                    .number(named)
                    .number(tokens)
                    .number(length)
                    .address(op.dy())
                    .number(width)
                    .address(dtable)
                    .number(dtable.dim(0))
                    .number(heads)
                    .number(tails);
            launcher.launch(SOURCE, "sum_runs_" + suffix, shape, sum);
            KernelArguments join = new KernelArguments()
                    .number(named)
                    .number(tokens)
                    .number(length)
                    .number(width)
                    .address(dtable)
                    .number(dtable.dim(0))
                    .number(heads)
                    .number(tails);
            launcher.launch(SOURCE, "join_runs_" + suffix, shape, join);
        }
    }
}
