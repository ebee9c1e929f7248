// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.world;

import java.awt.image.BufferedImage;
import java.util.random.RandomGenerator;

/** A picture's components as numbers from 0 to 255, interleaved, for what happens to it as a whole. */
final class Pixels {
    private static final int COMPONENTS = 3;
    private static final int BLUR_PASSES = 2;

    private final int width;
    private final int height;
    private float[] values;

    private Pixels(int width, int height) {
        this.width = width;
        this.height = height;
        values = new float[width * height * COMPONENTS];
    }

    static Pixels of(BufferedImage image) {
        Pixels pixels = new Pixels(image.getWidth(), image.getHeight());
        image.getRaster().getPixels(0, 0, pixels.width, pixels.height, pixels.values);
        return pixels;
    }

    void writeTo(BufferedImage image) {
        image.getRaster().setPixels(0, 0, width, height, values);
    }

    /** Multiplies by the light and adds noise of uniform distribution. */
    void expose(Light light, RandomGenerator random) {
        int i = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double factor = light.factor((x + 0.5) / width, (y + 0.5) / height);
                long bits = random.nextLong();
                for (int component = 0; component < COMPONENTS; component++, i++) {
                    double error = light.noise() * (((bits >>> (16 * component)) & 0xFFFF) / 32768.0 - 1);
                    values[i] = (float) Math.clamp(Math.rint(values[i] * factor + error), 0, 255);
                }
            }
        }
    }

    void reverse() {
        for (int i = 0; i < values.length; i++) {
            values[i] = 255 - values[i];
        }
    }

    /** Means over squares of 2·radius + 1 pixels, twice: nearly a Gaussian. Edge pixels continue outside. */
    void blur(int radius) {
        for (int pass = 0; pass < BLUR_PASSES; pass++) {
            blur(radius, 1, 0);
            blur(radius, 0, 1);
        }
    }

    private void blur(int radius, int stepX, int stepY) {
        float[] blurred = new float[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int component = 0; component < COMPONENTS; component++) {
                    float sum = 0;
                    for (int offset = -radius; offset <= radius; offset++) {
                        int nearX = Math.clamp(x + offset * stepX, 0, width - 1);
                        int nearY = Math.clamp(y + offset * stepY, 0, height - 1);
                        sum += values[(nearY * width + nearX) * COMPONENTS + component];
                    }
                    blurred[(y * width + x) * COMPONENTS + component] = sum / (2 * radius + 1);
                }
            }
        }
        values = blurred;
    }
}
