// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/** How scenes look. Training scenes are pictures; the others are what a model was never shown. */
public enum Domain {
    /** As in training: coloured drawings in lit places. */
    PICTURES,
    /** Dark outlines on white paper. */
    LINE_DRAWINGS,
    /** Each component reversed, as on film. */
    NEGATIVES,
    /** Out of focus. */
    BLURRED,
    /** Things with textures that no training scene has. */
    NEW_TEXTURES,
    /** Kinds that no training scene shows and no training caption names. */
    NEW_THINGS;

    /** The name in lower case with spaces. */
    public String word() {
        return Words.of(this);
    }
}
