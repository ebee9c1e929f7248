// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/** How much of a picture a thing fills, as a share of its side. */
public enum Size {
    /** Two fifths or so. */
    SMALL(0.34, 0.44),
    /** More than half; captions don't mention it. */
    MEDIUM(0.52, 0.66),
    /** Most of it. */
    LARGE(0.74, 0.90);

    private final double least;
    private final double most;

    Size(double least, double most) {
        this.least = least;
        this.most = most;
    }

    /** The word. */
    public String word() {
        return Words.of(this);
    }

    /** A share of the picture's side between the smallest (0) and the largest (1) of this size. */
    double share(double position) {
        return least + position * (most - least);
    }
}
