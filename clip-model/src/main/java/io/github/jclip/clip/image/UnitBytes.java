// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/** Arithmetic on bytes that stand for 0 to 1, rounded as Pillow rounds. */
final class UnitBytes {
    private UnitBytes() {}

    /** {@code a·b/255}, rounded to nearest, for 0 ≤ a, b ≤ 255. */
    static int multiply(int a, int b) {
        int product = a * b + 128;
        return ((product >> 8) + product) >> 8;
    }

    /** {@code 255·a/b}, truncated and at most 255, for b ≥ 1. */
    static int divide(int a, int b) {
        return Math.min(255, 255 * a / b);
    }
}
