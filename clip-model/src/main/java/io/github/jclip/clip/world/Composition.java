// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/**
 * A thing as captions describe it.
 *
 * @param kind what it is
 * @param colour its colour
 * @param texture what covers it
 */
public record Composition(Kind kind, Colour colour, Texture texture) {
    /** One composition in this many is kept for the evaluation. */
    private static final int HELD_OUT_EVERY = 8;

    /** Whether training scenes may show it. */
    public boolean isForTraining() {
        return texture.isKnown() && !isChosen();
    }

    /** Whether it is kept for the evaluation, though training scenes show its kind, its colour and its texture. */
    public boolean isHeldOut() {
        return texture.isKnown() && isChosen();
    }

    // a property of the words alone, the same with every seed
    private boolean isChosen() {
        String words = colour.word() + ' ' + texture.word() + ' ' + kind.name();
        return Math.floorMod(mix(words.hashCode()), HELD_OUT_EVERY) == 0;
    }

    // hash codes of words that differ in one letter are neighbours: the finaliser of MurmurHash3 spreads them
    private static int mix(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >>> 13)) * 0xC2B2AE35;
        return mixed ^ (mixed >>> 16);
    }
}
