// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import java.util.function.LongConsumer;

/** The sums of exponentials of the rows and columns of square logits, for the time of one op. */
final class PairExponentials {
    private static final int COLUMNS_OF_BLOCK = 32;

    /** A largest logit and a sum. */
    private static final int BYTES = 2 * Float.BYTES;

    private PairExponentials() {}

    /** Computes them and hands over their address. */
    static void with(Tensor logits, Launcher launcher, LongConsumer use) {
        int pairs = logits.dim(0);
        try (CudaScope memory = launcher.openTemporary()) {
            long exponentials = memory.allocateBytes(2L * pairs * BYTES);
            KernelArguments arguments = new KernelArguments()
                    .address(logits)
                    .number(logits.stride(0))
                    .number(pairs)
                    .number(exponentials);
            long blocks = (long) pairs + Math.ceilDiv(pairs, COLUMNS_OF_BLOCK);
            launcher.launch("pair_exponentials", logits.dtype(), LaunchShape.blockPerRow(blocks), arguments);
            use.accept(exponentials);
        }
    }
}
