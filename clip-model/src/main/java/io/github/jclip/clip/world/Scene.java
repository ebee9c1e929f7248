// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.util.List;

/**
 * All that there is to see, before it is drawn.
 *
 * @param subject what it shows, in words
 * @param place where
 * @param ground the colour of most of the place
 * @param things the things of the subject, from back to front
 * @param light how it is lit
 * @param domain how it is drawn
 * @param detailSeed of what no caption tells: grains of sand, noise
 */
record Scene(
        Subject subject, Place place, Rgb ground, List<Thing> things, Light light, Domain domain, long detailSeed) {
    Scene {
        things = List.copyOf(things);
    }
}
