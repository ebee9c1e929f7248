// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/** What a scene shows. */
public sealed interface Subject {
    /**
     * One thing.
     *
     * @param composition what it is
     * @param size how large it is
     */
    record Single(Composition composition, Size size) implements Subject {}

    /**
     * Several things of one composition.
     *
     * @param composition what they are
     * @param count from 2 to 4
     */
    record Several(Composition composition, int count) implements Subject {}

    /**
     * Two things.
     *
     * @param first what one is
     * @param relation how the first lies to the second
     * @param second what the other is
     */
    record Pair(Composition first, Relation relation, Composition second) implements Subject {}
}
