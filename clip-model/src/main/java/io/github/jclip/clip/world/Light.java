// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/**
 * How a picture is lit and what its sensor adds.
 *
 * @param gain the factor of every component in the middle of the picture
 * @param slopeX how the factor grows from the left to the right edge
 * @param slopeY how the factor grows from the top to the bottom edge
 * @param noise the largest error of a component, of 255
 */
record Light(double gain, double slopeX, double slopeY, double noise) {
    double factor(double x, double y) {
        return gain + slopeX * (x - 0.5) + slopeY * (y - 0.5);
    }
}
