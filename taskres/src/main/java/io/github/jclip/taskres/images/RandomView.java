// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.taskres.images;

import io.github.jclip.clip.image.Region;
import io.github.jclip.taskres.random.TorchRandom;

/**
 * What an augmentation shows of an image: torchvision's {@code RandomResizedCrop} of 0.08 to 1 of the area and sides of
 * 3:4 to 4:3, then {@code RandomHorizontalFlip}, as Dassl configures them for TaskRes.
 *
 * @param region the part that is stretched to a square
 * @param flip whether left and right are exchanged then
 */
record RandomView(Region region, boolean flip) {
    private static final int ATTEMPTS = 10;
    private static final float SMALLEST_AREA = 0.08f;
    private static final double NARROWEST = 3.0 / 4;
    private static final double WIDEST = 4.0 / 3;
    private static final float LOG_NARROWEST = (float) Math.log((float) NARROWEST);
    private static final float LOG_WIDEST = (float) Math.log((float) WIDEST);

    /** Draws a view as torchvision does from the same stream. */
    static RandomView draw(TorchRandom random, int width, int height) {
        return new RandomView(crop(random, width, height), random.nextFloat() < 0.5f);
    }

    private static Region crop(TorchRandom random, int width, int height) {
        double area = (double) width * height;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double target = area * uniform(random, SMALLEST_AREA, 1);
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

    private static float uniform(TorchRandom random, float from, float to) {
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
