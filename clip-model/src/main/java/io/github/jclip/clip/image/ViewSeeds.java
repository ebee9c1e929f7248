// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * Seeds of views: a view of an image is drawn from a stream of its own, so that it depends on nothing but the seed, its
 * number and its image; not on the order of the images, the number of threads, or where a training was resumed.
 */
public final class ViewSeeds {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private ViewSeeds() {}

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014), once for each of the three. */
    public static long of(long seed, int view, int image) {
        return mixed(mixed(mixed(seed + STEP) + (view + 1) * STEP) + (image + 1) * STEP);
    }

    private static long mixed(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
