// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.Color;
import java.util.random.RandomGenerator;

/** A colour by its three components, each from 0 to 1. */
record Rgb(double red, double green, double blue) {
    static final Rgb WHITE = new Rgb(1, 1, 1);
    static final Rgb BLACK = new Rgb(0, 0, 0);

    static Rgb of(int rgb) {
        return new Rgb(((rgb >> 16) & 255) / 255.0, ((rgb >> 8) & 255) / 255.0, (rgb & 255) / 255.0);
    }

    /** On the way to another colour: 0 stays, 1 arrives. */
    Rgb towards(Rgb other, double share) {
        return new Rgb(
                red + share * (other.red - red),
                green + share * (other.green - green),
                blue + share * (other.blue - blue));
    }

    /** Lighter for a positive tone, darker for a negative one. */
    Rgb toned(double tone) {
        return tone >= 0 ? towards(WHITE, tone) : towards(BLACK, -tone);
    }

    /** A shade near this one: each component moved by at most {@code spread}. */
    Rgb varied(double spread, RandomGenerator random) {
        return new Rgb(vary(red, spread, random), vary(green, spread, random), vary(blue, spread, random));
    }

    /** The largest difference of a component. */
    double distance(Rgb other) {
        return Math.max(
                Math.abs(red - other.red), Math.max(Math.abs(green - other.green), Math.abs(blue - other.blue)));
    }

    double luminance() {
        return 0.299 * red + 0.587 * green + 0.114 * blue;
    }

    Color awt() {
        return new Color((float) red, (float) green, (float) blue);
    }

    private static double vary(double component, double spread, RandomGenerator random) {
        return Math.clamp(component + spread * (2 * random.nextDouble() - 1), 0, 1);
    }
}
