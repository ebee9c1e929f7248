// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import io.github.jclip.tensor.Tensor;
import java.util.function.LongConsumer;

/** Brings the tokens that name the same row of a table together, for the time of one op. */
final class TokenSort {
    private static final String SOURCE = "token_sort";
    private static final int NAMED_ROW_BYTES = 2 * Integer.BYTES;
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;

    /** The sums of counts are made by one block, so counts are kept few. */
    private static final int MOST_CHUNKS = 1024;

    private final Launcher launcher;
    private final int tokens;
    private final int chunk;
    private final LaunchShape chunks;

    private TokenSort(Launcher launcher, int tokens) {
        this.launcher = launcher;
        this.tokens = tokens;
        int batches = Math.ceilDiv(tokens, DIGITS);
        chunk = Math.ceilDiv(batches, MOST_CHUNKS) * DIGITS;
        chunks = LaunchShape.blockPerRow(Math.ceilDiv(tokens, chunk));
    }

    /**
     * Sorts tokens and hands over the address of the pairs of row and token.
     *
     * @param ids [B, T], not empty; one that names no row counts as the row behind the last
     */
    static void with(Tensor ids, int rows, Launcher launcher, LongConsumer use) {
        int tokens = Math.toIntExact(ids.elementCount());
        TokenSort sort = new TokenSort(launcher, tokens);
        try (CudaScope memory = launcher.openTemporary()) {
            long from = memory.allocateBytes((long) tokens * NAMED_ROW_BYTES);
            long to = memory.allocateBytes((long) tokens * NAMED_ROW_BYTES);
            long counts = memory.allocateBytes((long) DIGITS * sort.chunks.gridX() * Integer.BYTES);
            sort.nameRows(ids, rows, from);
            for (int shift = 0; shift < Integer.SIZE && rows >>> shift > 0; shift += DIGIT_BITS) {
                sort.pass(from, shift, counts, to);
                long sorted = to;
                to = from;
                from = sorted;
            }
            use.accept(from);
        }
    }

    private void nameRows(Tensor ids, int rows, long named) {
        KernelArguments arguments = new KernelArguments()
                .address(ids)
                .number(ids.stride(0))
                .number(ids.stride(1))
                .number(ids.dim(1))
                .number(tokens)
                .number(rows)
                .number(named);
        String entry = "name_rows_" + ElementType.suffix(ids.dtype());
        launcher.launch(SOURCE, entry, LaunchShape.elements(tokens), arguments);
    }

    private void pass(long named, int shift, long counts, long placed) {
        launcher.launch(SOURCE, "count_digits", chunks, arguments(named, shift, counts));
        KernelArguments sums = new KernelArguments().number(counts).number(chunks.gridX());
        launcher.launch(SOURCE, "sum_counts", LaunchShape.blockPerRow(1), sums);
        launcher.launch(
                SOURCE, "place_tokens", chunks, arguments(named, shift, counts).number(placed));
    }

    private KernelArguments arguments(long named, int shift, long counts) {
        return new KernelArguments()
                .number(named)
                .number(tokens)
                .number(chunk)
                .number(shift)
                .number(counts);
    }
}
