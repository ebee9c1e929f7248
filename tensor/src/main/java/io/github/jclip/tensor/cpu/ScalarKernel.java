// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.tensor.cpu;

import static io.github.jclip.tensor.cpu.RawMemory.get;

/** A tile of 4 rows and 3 columns without vectors, for machines whose vectors the Vector API does not serve. */
final class ScalarKernel {
    static final int ROWS = 4;
    static final int COLUMNS = 3;

    private static final long PANEL_STEP = COLUMNS * Float.BYTES;

    private ScalarKernel() {}

    /** As {@link MicroKernel#multiply}. */
    static void multiply(long a, long aStep, long panel, int depth, long tile) {
        multiply(a, aStep, Float.BYTES, panel, depth, tile);
    }

    /** As {@link MicroKernel#multiplyTransposed}. */
    static void multiplyTransposed(long a, long aStep, long panel, int depth, long tile) {
        multiply(a, Float.BYTES, aStep, panel, depth, tile);
    }

    private static void multiply(long a, long aRow, long aColumn, long panel, int depth, long tile) {
        float c00 = 0;
        float c01 = 0;
        float c02 = 0;
        float c10 = 0;
        float c11 = 0;
        float c12 = 0;
        float c20 = 0;
        float c21 = 0;
        float c22 = 0;
        float c30 = 0;
        float c31 = 0;
        float c32 = 0;
        long p = a;
        long q = panel;
        for (int k = 0; k < depth; k++) {
            float b0 = get(q);
            float b1 = get(q + 4);
            float b2 = get(q + 8);
            float a0 = get(p);
            c00 += a0 * b0;
            c01 += a0 * b1;
            c02 += a0 * b2;
            float a1 = get(p + aRow);
            c10 += a1 * b0;
            c11 += a1 * b1;
            c12 += a1 * b2;
            float a2 = get(p + 2 * aRow);
            c20 += a2 * b0;
            c21 += a2 * b1;
            c22 += a2 * b2;
            float a3 = get(p + 3 * aRow);
            c30 += a3 * b0;
            c31 += a3 * b1;
            c32 += a3 * b2;
            p += aColumn;
            q += PANEL_STEP;
        }
        storeRow(tile, c00, c01, c02);
        storeRow(tile + PANEL_STEP, c10, c11, c12);
        storeRow(tile + 2 * PANEL_STEP, c20, c21, c22);
        storeRow(tile + 3 * PANEL_STEP, c30, c31, c32);
    }

    private static void storeRow(long target, float c0, float c1, float c2) {
        RawMemory.put(target, c0);
        RawMemory.put(target + 4, c1);
        RawMemory.put(target + 8, c2);
    }
}
