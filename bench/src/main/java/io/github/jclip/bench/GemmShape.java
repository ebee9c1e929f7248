// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import java.util.List;

/**
 * The sizes of a product y[M, N] = x[M, K]·W[N, K]ᵀ.
 *
 * @param m rows of x
 * @param n outputs
 * @param k inputs
 */
record GemmShape(int m, int n, int k) {

    /** The linear layers of ViT-B/16 for 8 images (1576 tokens) and of ViT-B/32 for 8 (400), and two squares. */
    static final List<GemmShape> CLIP = List.of(
            new GemmShape(1576, 2304, 768),
            new GemmShape(400, 2304, 768),
            new GemmShape(1576, 3072, 768),
            new GemmShape(1576, 768, 3072),
            new GemmShape(400, 3072, 768),
            new GemmShape(400, 768, 3072),
            new GemmShape(1024, 1024, 1024),
            new GemmShape(2048, 2048, 2048));

    /** Reads {@code MxNxK}. */
    static GemmShape parse(String text) {
        String[] sizes = text.split("x", -1);
        if (sizes.length != 3) {
            throw new IllegalArgumentException("write a shape as MxNxK, not " + text);
        }
        return new GemmShape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    }

    double flops() {
        return 2.0 * m * n * k;
    }

    @Override
    public String toString() {
        return m + "x" + n + "x" + k;
    }
}
