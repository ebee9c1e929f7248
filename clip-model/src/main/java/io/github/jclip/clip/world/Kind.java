// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.geom.Path2D;
import java.util.List;

/**
 * What a thing is: a star, a fish, a house.
 *
 * @param name in the singular
 * @param plural the word for several of them
 * @param parts from back to front
 */
public record Kind(String name, String plural, List<Part> parts) {
    /** Copies the list of parts. */
    public Kind {
        parts = List.copyOf(parts);
    }

    /**
     * One area of a drawing.
     *
     * @param tone how much lighter (to 1, white) or darker (to −1, black) than the thing's colour; only parts of tone 0
     *     carry its texture
     * @param outline in a box from −50 to 50, y downwards
     */
    public record Part(double tone, Path2D outline) {}

    /** Whether the part carries the colour itself and the texture. */
    static boolean isBody(Part part) {
        return part.tone() == 0;
    }
}
