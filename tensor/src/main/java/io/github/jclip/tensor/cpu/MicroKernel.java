// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * The innermost product: a tile of C, {@link #ROWS} × {@link #COLUMNS}, held in registers while it gathers A·B. B comes
 * as a panel, {@code COLUMNS} floats for each k; A is read where it lies, row by row.
 *
 * <p>What makes the kernels fast, and what to keep when changing one (C2 of JDK 25):
 *
 * <ul>
 *   <li>The loop ends on {@code left != 0} with a step other than 1, so that C2 takes it for no counted loop. It would
 *       unroll a counted one and spill accumulators.
 *   <li>Addresses are masked once for each k, which removes the bounds checks ({@link RawMemory}).
 *   <li>Vector API calls stand in the kernel itself: in a method of that many nodes C2 inlines only what the JDK forces
 *       it to, and a vector that crosses a call is boxed. Scalar loads come first for the same reason.
 *   <li>More accumulators than these (8×48, 7×48) exceed what C1 or C2 can allocate.
 * </ul>
 */
final class MicroKernel {
    static final int ROWS =
            Lanes.SCALAR ? ScalarKernel.ROWS : Lanes.BITS == 512 ? SixRowKernel.ROWS : FourRowKernel.ROWS;

    static final int COLUMNS = 3 * (Lanes.SCALAR ? 1 : Lanes.FLOATS.length());

    private MicroKernel() {}

    /**
     * C += A·B for one tile.
     *
     * @param a address of A's first element; its rows are dense
     * @param aStep bytes from one row of A to the next
     * @param panel address of B's panel
     * @param depth K, at least 1
     * @param c address of C's tile
     * @param cStep bytes from one row of C to the next
     */
    static void multiplyAdd(long a, long aStep, long panel, int depth, long c, long cStep) {
        if (Lanes.SCALAR) {
            ScalarKernel.multiplyAdd(a, aStep, panel, depth, c, cStep);
        } else if (Lanes.BITS == 512) {
            SixRowKernel.multiplyAdd(a, aStep, panel, depth, c, cStep);
        } else {
            FourRowKernel.multiplyAdd(a, aStep, panel, depth, c, cStep);
        }
    }
}
