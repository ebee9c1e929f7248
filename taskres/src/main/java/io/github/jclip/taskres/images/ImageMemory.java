// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

/** How much memory decoded images may take where the user does not say. */
public final class ImageMemory {
    private static final int SHARE = 4;

    private ImageMemory() {}

    /** A quarter of the heap. */
    public static long bytes() {
        return Runtime.getRuntime().maxMemory() / SHARE;
    }
}
