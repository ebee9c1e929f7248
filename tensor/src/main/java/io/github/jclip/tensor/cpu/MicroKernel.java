// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

/**
 * The innermost product: a tile of A·B, {@link #ROWS} × {@link #COLUMNS}, is gathered in registers. B comes as a panel,
 * {@code COLUMNS} floats for each k; A is read where it lies, row by row.
 *
 * <p>What makes the kernels fast, and what to measure again when changing one (C2 of JDK 25):
 *
 * <ul>
 *   <li>The loop ends on {@code left != 0} with a step other than 1, so that C2 takes it for no counted loop. It would
 *       unroll a counted one and spill accumulators; unrolling by hand does the same (55 to 80 % of the speed).
 *   <li>Addresses are masked once for each k, which removes the bounds checks; steps are masked to an int's range, which
 *       lets the loads add them ({@link RawMemory}). What is left is a load for each operand and the multiply-adds.
 *   <li>Vector API calls stand in the kernel itself. In a method with that many nodes C2 inlines only what the JDK
 *       forces it to, and a vector that crosses a call is boxed.
 *   <li>A kernel ends with stores to a dense tile. Adding the tile to C in the kernel takes three times the code: C1 then
 *       runs out of virtual registers in a tile of 6×4 vectors, gives the method up, and C2 may never get it.
 *   <li>While it multiplies with a panel, a kernel reads an int for each k from the panel to come: the load ports have
 *       room for it, and the panel is in the L2 cache when its turn comes. Without, the time to read B from memory adds
 *       to the time of the products where few rows share B.
 * </ul>
 */
final class MicroKernel {
    static final int ROWS;
    static final int COLUMNS;

    static {
        if (Lanes.SCALAR) {
            ROWS = ScalarKernel.ROWS;
            COLUMNS = ScalarKernel.COLUMNS;
        } else if (hasManyRegisters()) {
            ROWS = SixRowKernel.ROWS;
            COLUMNS = SixRowKernel.VECTORS * Lanes.FLOATS.length();
        } else {
            ROWS = FiveRowKernel.ROWS;
            COLUMNS = FiveRowKernel.VECTORS * Lanes.FLOATS.length();
        }
    }

    private MicroKernel() {}

    private static boolean hasManyRegisters() {
        return Lanes.BITS == 512;
    }

    /**
     * tile = A·B.
     *
     * @param a address of A's first element; its rows are dense
     * @param aStep bytes from one row of A to the next, inside {@link RawMemory#STEP_BITS}
     * @param panel address of B's panel
     * @param depth K, at least 1
     * @param tile address of the dense tile, overwritten
     * @param ahead address of memory that later tiles will read, {@code depth} times {@code aheadStep} bytes
     * @param aheadStep bytes from one read ahead to the next; 0 to read nothing new
     */
    static void multiply(long a, long aStep, long panel, int depth, long tile, long ahead, long aheadStep) {
        if (Lanes.SCALAR) {
            ScalarKernel.multiply(a, aStep, panel, depth, tile);
        } else if (hasManyRegisters()) {
            SixRowKernel.multiply(a, aStep, panel, depth, tile, ahead, aheadStep);
        } else {
            FiveRowKernel.multiply(a, aStep, panel, depth, tile);
        }
    }

    /**
     * tile = Aᵀ·B, where for each k the elements of A are dense: {@link #ROWS} of them are read.
     *
     * @param a address of A's first element
     * @param aStep bytes from one k of A to the next, inside {@link RawMemory#STEP_BITS}
     * @param panel address of B's panel
     * @param depth K, at least 1
     * @param tile address of the dense tile, overwritten
     */
    static void multiplyTransposed(long a, long aStep, long panel, int depth, long tile) {
        if (Lanes.SCALAR) {
            ScalarKernel.multiplyTransposed(a, aStep, panel, depth, tile);
        } else if (hasManyRegisters()) {
            SixColumnKernel.multiply(a, aStep, panel, depth, tile);
        } else {
            FiveColumnKernel.multiply(a, aStep, panel, depth, tile);
        }
    }
}
