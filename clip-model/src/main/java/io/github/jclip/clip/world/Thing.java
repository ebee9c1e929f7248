// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

/**
 * A thing at its place in the picture, whose sides are 1.
 *
 * @param composition what it is and how it looks
 * @param shade its very colour, near that of the composition
 * @param x of its centre, from the left
 * @param y of its centre, from the top
 * @param side of the box around it
 * @param rotation in radians, clockwise
 * @param mirrored whether left and right are exchanged
 */
record Thing(Composition composition, Rgb shade, double x, double y, double side, double rotation, boolean mirrored) {}
