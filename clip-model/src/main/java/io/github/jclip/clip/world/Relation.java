// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/** How the first of two things lies to the second. */
public enum Relation {
    /** To the left. */
    LEFT("to the left of"),
    /** To the right. */
    RIGHT("to the right of"),
    /** Higher in the picture. */
    ABOVE("above"),
    /** Lower in the picture. */
    BELOW("below");

    private final String phrase;

    Relation(String phrase) {
        this.phrase = phrase;
    }

    /** The words between the two. */
    public String phrase() {
        return phrase;
    }

    /** How the second lies to the first. */
    public Relation inverse() {
        return switch (this) {
            case LEFT -> RIGHT;
            case RIGHT -> LEFT;
            case ABOVE -> BELOW;
            case BELOW -> ABOVE;
        };
    }
}
