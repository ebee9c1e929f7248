// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.kernels.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jclip.tensor.DType;
import io.github.jclip.tensor.Scope;
import io.github.jclip.tensor.Tensor;
import io.github.jclip.tensor.op.Attention;
import io.github.jclip.tensor.op.AttentionBackward;
import io.github.jclip.tensor.op.Op;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How attention is launched, for every shape that is admitted. */
class HeadTilesTest {
    private static final int SHARED_BYTES = 48 * 1024;
    private static final int PASSING_BYTES = 512;
    private static final List<DType> TYPES = List.of(DType.F32, DType.F16, DType.BF16);

    /** The kernels count the tiles themselves, from the rows of a block. */
    @Test
    void blocksOfWarpsCoverTheRows() {
        for (int mostWarps : new int[] {4, 8}) {
            for (int rows = 1; rows <= 2000; rows++) {
                HeadTiles tiles = HeadTiles.ofWarps(rows, mostWarps, 0);
                assertEquals(Math.ceilDiv(rows, tiles.threads() / 2), tiles.tiles());
                assertTrue(tiles.threads() <= 32 * mostWarps);
            }
        }
        assertEquals(new HeadTiles(2, 7 * 32, 0), HeadTiles.ofWarps(197, 8, 0));
        assertEquals(new HeadTiles(1, 32, 0), HeadTiles.ofWarps(1, 8, 0));
    }

    @Test
    void everyWidthFitsIntoSharedMemory() {
        for (DType dtype : TYPES) {
            for (int width = 1; width <= HeadTiles.MOST_WIDTH; width++) {
                int padded = HeadTiles.paddedWidth(width);
                assertTrue(width <= padded);
                assertTrue(AttentionCuda.tiles(dtype, 577, padded).sharedBytes() <= SHARED_BYTES);
                int bytes = AttentionBackwardCuda.tiles(dtype, 577, padded).sharedBytes();
                assertTrue(bytes + PASSING_BYTES <= SHARED_BYTES);
            }
        }
    }

    @Test
    void wideHeadsAndTooManyBlocksAreRefused() {
        try (Scope host = Scope.ofHost()) {
            for (DType dtype : TYPES) {
                assertTrue(refusal(host.allocate(dtype, 1, 2, 256), 2).isEmpty());
                assertEquals(
                        "the CUDA device attends with heads of up to 128, not of 129",
                        refusal(host.allocate(dtype, 1, 2, 258), 2));
            }
            Tensor row = host.allocate(DType.F16, 1, 1, 1);
            Tensor many = row.expand(1 << 30, 2, 1);
            assertTrue(refusal(many, 1).contains("more sequences and heads than the CUDA device has blocks"));
        }
    }

    /** Why an op and its backward are refused, for one reason, or nothing. */
    private static String refusal(Tensor x, int heads) {
        Op forward = new Attention(x, x, x, heads, false, x);
        Op backward = new AttentionBackward(x, x, x, heads, false, x, x, x, x);
        String reason = OpRun.of(forward).reason().orElse("");
        assertEquals(
                reason.replace("Attention was", "AttentionBackward was"),
                OpRun.of(backward).reason().orElse(""));
        return reason;
    }
}
