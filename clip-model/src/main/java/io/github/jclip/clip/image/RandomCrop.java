// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.clip.image;

/**
 * The part of an image that an augmentation shows: torchvision's {@code RandomResizedCrop} of some least area to all of it
 * and sides of 3:4 to 4:3.
 *
 * @param smallestArea the least part of the area, above 0 and at most 1
 */
public record RandomCrop(float smallestArea) {
    private static final int ATTEMPTS = 10;
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;
    private static final float LOG_NARROWEST = (float) Math.log((float) NARROWEST);
    private static final float LOG_WIDEST = (float) Math.log((float) WIDEST);

    /** A stream of random numbers. */
    public interface Numbers {
        /** A number from 0 to below 1. */
        float nextFloat();

        /** An integer from 0 to below a bound. */
        int nextBelow(int bound);
    }

    /** Draws a part of an image as torchvision does from the same stream. */
    public Region draw(Numbers random, int width, int height) {
        double area = (double) width * height;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area * uniform(random, smallestArea, 1);
            double ratio = (float) Math.exp(uniform(random, LOG_NARROWEST, LOG_WIDEST));
            int cropWidth = (int) Math.rint(Math.sqrt(target * ratio));
            int cropHeight = (int) Math.rint(Math.sqrt(target / ratio));
            if (0 < cropWidth && cropWidth <= width && 0 < cropHeight && cropHeight <= height) {
                int top = random.nextBelow(height - cropHeight + 1);
                int left = random.nextBelow(width - cropWidth + 1);
                return new Region(left, top, cropWidth, cropHeight);
            }
        }
        return central(width, height);
    }

    private static float uniform(Numbers random, float from, float to) {
        return random.nextFloat() * (to - from) + from;
    }

    /** The largest part of an allowed shape in the middle. */
    private static Region central(int width, int height) {
        int cropWidth = width;
        int cropHeight = height;
        double ratio = (double) width / height;
        if (ratio < NARROWEST) {
            cropHeight = (int) Math.rint(width / NARROWEST);
        } else if (ratio > WIDEST) {
            cropWidth = (int) Math.rint(height * WIDEST);
        }
        return new Region((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
    }
}
