// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/** The eleven basic colour terms of English (Berlin and Kay, 1969). */
public enum Colour {
    /** Red. */
    RED(0xD62828),
    /** Orange. */
    ORANGE(0xF48C1A),
    /** Yellow. */
    YELLOW(0xF5D90A),
    /** Green. */
    GREEN(0x2E9E3E),
    /** Blue. */
    BLUE(0x2352C4),
    /** Purple. */
    PURPLE(0x7B2CBF),
    /** Pink. */
    PINK(0xF77FBE),
    /** Brown. */
    BROWN(0x7A4A21),
    /** Black. */
    BLACK(0x1C1C1E),
    /** Grey. */
    GREY(0x8A8D91),
    /** White. */
    WHITE(0xF4F4F2);

    private final int rgb;

    Colour(int rgb) {
        this.rgb = rgb;
    }

    /** The word. */
    public String word() {
        return Words.of(this);
    }

    /** Its usual shade; things vary around it. */
    Rgb rgb() {
        return Rgb.of(rgb);
    }
}
