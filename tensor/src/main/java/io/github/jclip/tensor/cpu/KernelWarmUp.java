// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import java.lang.foreign.Arena;

/**
 * Has the kernel of matrix products compiled before the first real one. A method that is called a few times with little
 * to do is compiled once, as a whole; one whose first call runs long has its loop compiled first, in the middle of that
 * call, and is compiled as a whole afterwards.
 */
final class KernelWarmUp {
    /** Enough calls, each so deep, for the second compiler at the launcher's thresholds. */
    private static final int CALLS = 24;

    private static final int DEPTH = 16;
    private static final long A_STEP = (long) DEPTH * Float.BYTES;
    private static final long PANEL_BYTES = (long) DEPTH * MicroKernel.COLUMNS * Float.BYTES;
    private static final long TILE_BYTES = (long) MicroKernel.ROWS * MicroKernel.COLUMNS * Float.BYTES;

    private KernelWarmUp() {}

    static void run() {
        try (Arena arena = Arena.ofConfined()) {
            long a =
                    arena.allocate(MicroKernel.ROWS * A_STEP, Scratch.ALIGNMENT).address();
            long panel = arena.allocate(PANEL_BYTES, Scratch.ALIGNMENT).address();
            long tile = arena.allocate(TILE_BYTES, Scratch.ALIGNMENT).address();
            for (int i = 0; i < CALLS; i++) {
                MicroKernel.multiply(a, A_STEP, panel, DEPTH, tile, panel, 0);
            }
        }
    }
}
